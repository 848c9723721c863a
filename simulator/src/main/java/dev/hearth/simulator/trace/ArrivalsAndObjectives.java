package dev.hearth.simulator.trace;

import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Suite.Parameter;
import dev.hearth.simulator.workload.Settings;
import dev.hearth.simulator.workload.Workload;
import java.nio.file.Path;
import java.util.List;

/**
 * One row an invocation, {@code arrival,objective} and if known {@code function} and {@code
 * duration}, all times in {@code unit}s. Each pair of a function and an objective is a function of
 * its own, named {@code function@objective} where there are several, at most {@value
 * #MOST_FUNCTIONS} of them.
 */
public final class ArrivalsAndObjectives implements TraceReader {
  static final int MOST_FUNCTIONS = 100_000;

  @Override
  public String format() {
    return "objectives";
  }

  @Override
  public String meaning() {
    return "arrival,objective and if known function,duration";
  }

  @Override
  public List<Parameter> parameters() {
    return Profiles.parameters(
        new Parameter("unit", "time", "1s", "of the times in the file"),
        new Parameter("duration", "time", "100ms", "where there is no column of it"));
  }

  @Override
  public boolean recognises(Path path, String firstLine) {
    return firstLine.contains("arrival") && firstLine.contains("objective");
  }

  @Override
  public Workload read(Path path, Settings settings, Source source) {
    var recording = new Recording();
    var profiles = Profiles.of(settings);
    double unit = settings.nanos("unit");
    long usual = settings.nanos("duration");
    for (var file : DataFiles.of(path)) {
      source.table(
          file,
          List.of("arrival", "objective"),
          (names, fields) -> {
            int duration = names.column("duration");
            long nanos = duration < 0 ? usual : fields.nanos(duration, "duration", unit);
            long arrival = fields.nanos(names.column("arrival"), "arrival", unit);
            recording.add(arrival, function(names, fields, unit, recording, profiles), nanos);
            source.used();
          });
    }
    return recording.workload(DataFiles.stem(path), source.fingerprint().text());
  }

  private static int function(
      Header header, Fields fields, double unit, Recording recording, Profiles profiles)
      throws BadRowException {
    int column = header.column("function");
    var name = column < 0 ? "function" : fields.text(column);
    long objective = fields.nanos(header.column("objective"), "objective", unit);
    if (objective == 0) {
      throw new BadRowException("objective is 0, not a time above it");
    }
    int handle =
        recording.function(
            name + "\n" + objective,
            () ->
                profiles.profile(
                    recording.isNamed(name) ? "%s@%dus".formatted(name, objective / 1_000) : name,
                    name,
                    new Objective(objective, 99)));
    if (handle >= MOST_FUNCTIONS) {
      throw new BadRowException(
          "it is of the %dth pair of function and objective; round the objectives"
              .formatted(handle + 1));
    }
    return handle;
  }
}
