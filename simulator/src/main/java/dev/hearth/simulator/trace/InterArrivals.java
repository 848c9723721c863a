package dev.hearth.simulator.trace;

import dev.hearth.kernel.Suite.Parameter;
import dev.hearth.simulator.workload.Settings;
import dev.hearth.simulator.workload.Workload;
import java.nio.file.Path;
import java.util.List;

/**
 * Times from one arrival to the next, one a line, in {@code unit}s; the first is from the beginning
 * to the first arrival. A first line that is no number is a header. Each file of a directory is a
 * function.
 */
public final class InterArrivals implements TraceReader {
  @Override
  public String format() {
    return "gaps";
  }

  @Override
  public String meaning() {
    return "times between arrivals, one a line";
  }

  @Override
  public List<Parameter> parameters() {
    return Profiles.parameters(
        new Parameter("unit", "time", "1s", "of the gaps"),
        new Parameter("duration", "time", "100ms", "execution time"));
  }

  @Override
  public boolean recognises(Path path, String firstLine) {
    return firstLine.strip().matches("(?i)\"?(gap|gaps|inter.?arrival.*|iat)\"?");
  }

  @Override
  public Workload read(Path path, Settings settings, Source source) {
    var recording = new Recording();
    var profiles = Profiles.of(settings);
    for (var file : DataFiles.of(path)) {
      var name = DataFiles.stem(file);
      int function = recording.function(name, () -> profiles.profile(name, name));
      var rows = new Gaps(recording, function, settings, source);
      source.read(
          file,
          fields -> {
            if (fields.count() != 1 || fields.isNumber(0)) {
              rows.read(fields);
            }
          },
          rows);
    }
    return recording.workload(DataFiles.stem(path), source.fingerprint().text());
  }

  private static final class Gaps implements Source.Row {
    private final Recording recording;
    private final int function;
    private final Source source;
    private final double unit;
    private final long duration;
    private long now;

    Gaps(Recording recording, int function, Settings settings, Source source) {
      this.recording = recording;
      this.function = function;
      this.source = source;
      this.unit = settings.nanos("unit");
      this.duration = settings.nanos("duration");
    }

    @Override
    public void read(Fields fields) throws BadRowException {
      if (fields.count() != 1) {
        throw new BadRowException("it has %d fields, not one gap".formatted(fields.count()));
      }
      long gap = fields.nanos(0, "gap", unit);
      if (now + gap > Fields.MOST_NANOS) {
        throw new BadRowException("the gaps add up to more than a hundred years");
      }
      now += gap;
      recording.add(now, function, duration);
      source.used();
    }
  }
}
