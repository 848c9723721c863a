package dev.hearth.simulator.trace;

import dev.hearth.policies.parameter.Nearest;
import dev.hearth.simulator.workload.Fingerprint;
import dev.hearth.simulator.workload.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The formats there are, and reading in one of them. */
public final class Traces {
  /** In the order in which they are tried on a trace whose format is not given. */
  public static final List<TraceReader> ALL =
      List.of(
          AzureFunctions2019.PUBLISHED,
          AzureFunctions2019.IN_VITRO,
          new AzureFunctions2021(),
          new AzureLlm(),
          new ArrivalsAndObjectives(),
          new InterArrivals(),
          new Rates());

  private Traces() {}

  /**
   * Reads a trace.
   *
   * @throws TraceException if it cannot be read, saying why and what to do
   * @throws IllegalArgumentException if an option is wrong
   */
  public static Trace read(Path path, TraceOptions options) {
    if (!Files.exists(path)) {
      throw new TraceException("there is no trace %s; check the path".formatted(path));
    }
    var reader = options.format().isEmpty() ? detected(path) : named(options.format());
    var settings =
        new Settings("format '" + reader.format() + "'", reader.parameters(), options.settings());
    var fingerprint = new Fingerprint().add(reader.format()).add(settings.canonical());
    var source = new Source(fingerprint, options.skipBadRows());
    var workload = reader.read(path, settings, source);
    if (workload.functions().isEmpty() || source.rows() == 0) {
      throw new TraceException(
          "%s has no usable row (%d malformed ones were left out); check that it is %s"
              .formatted(path, source.skipped(), reader.format()));
    }
    return new Trace(reader.format(), workload, source.rows(), source.skipped(), source.examples());
  }

  private static TraceReader named(String format) {
    return ALL.stream()
        .filter(reader -> reader.format().equals(format))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no trace format '%s'; did you mean '%s'? There are %s"
                        .formatted(format, Nearest.to(format, formats()), formats())));
  }

  private static TraceReader detected(Path path) {
    var firstLine =
        DayFiles.of(path).invocations().isEmpty() || !Files.isDirectory(path)
            ? Source.firstLine(DataFiles.of(path).getFirst())
            : "";
    return ALL.stream()
        .filter(reader -> reader.recognises(path, firstLine))
        .findFirst()
        .orElseThrow(
            () ->
                new TraceException(
                    "cannot tell the format of %s; name it with --format, one of %s"
                        .formatted(path, String.join(", ", formats()))));
  }

  private static List<String> formats() {
    return ALL.stream().map(TraceReader::format).toList();
  }
}
