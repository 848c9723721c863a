package dev.hearth.simulator.trace;

import dev.hearth.kernel.Suite.Parameter;
import dev.hearth.simulator.workload.Settings;
import dev.hearth.simulator.workload.Workload;
import java.nio.file.Path;
import java.util.List;

/**
 * One row an invocation, {@code app,func,end_timestamp,duration} in seconds, as in the Azure
 * Functions dataset of 2021 (Y. Zhang et al., "Faster and Cheaper Serverless Computing on Harvested
 * Resources", SOSP 2021). It arrived when it began, at its end less its duration; what began before
 * the trace arrives at its beginning.
 */
public final class AzureFunctions2021 implements TraceReader {
  private static final List<String> COLUMNS = List.of("app", "func", "end_timestamp", "duration");

  @Override
  public String format() {
    return "azure-2021";
  }

  @Override
  public String meaning() {
    return "Azure Functions 2021: app,func,end_timestamp,duration in seconds";
  }

  @Override
  public List<Parameter> parameters() {
    return Profiles.parameters();
  }

  @Override
  public boolean recognises(Path path, String firstLine) {
    return firstLine.contains("func") && firstLine.contains("end_timestamp");
  }

  @Override
  public Workload read(Path path, Settings settings, Source source) {
    var recording = new Recording();
    var profiles = Profiles.of(settings);
    for (var file : DataFiles.of(path)) {
      source.table(
          file, COLUMNS, (header, fields) -> row(header, fields, recording, profiles, source));
    }
    return recording.workload(DataFiles.stem(path), source.fingerprint().text());
  }

  private static void row(
      Header header, Fields fields, Recording recording, Profiles profiles, Source source)
      throws BadRowException {
    var application = fields.text(header.column("app"));
    var function = fields.text(header.column("func"));
    long end = fields.nanos(header.column("end_timestamp"), "end_timestamp", 1e9);
    long duration = fields.nanos(header.column("duration"), "duration", 1e9);
    if (function.isEmpty()) {
      throw new BadRowException("func is empty");
    }
    int handle =
        recording.function(
            application + "\n" + function,
            () ->
                profiles.profile(
                    recording.isNamed(function) ? application + "/" + function : function,
                    application));
    recording.add(Math.max(0, end - duration), handle, duration);
    source.used();
  }
}
