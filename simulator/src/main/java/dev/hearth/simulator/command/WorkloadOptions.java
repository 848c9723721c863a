package dev.hearth.simulator.command;

import dev.hearth.simulator.trace.TraceException;
import dev.hearth.simulator.trace.TraceOptions;
import dev.hearth.simulator.trace.Traces;
import dev.hearth.simulator.workload.Generators;
import dev.hearth.simulator.workload.Workload;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is asked of the virtual world: a trace or a generated load. */
final class WorkloadOptions {
  @Option(
      names = {"-t", "--trace"},
      paramLabel = "PATH",
      description = "a trace: a file, or a folder of files (--workloads lists the formats)")
  private Optional<Path> trace = Optional.empty();

  @Option(
      names = {"-g", "--generate"},
      paramLabel = "SPEC",
      description =
          "a generated load, such as azure:functions=500,days=14 or poisson:rate=5,hours=1")
  private Optional<String> generate = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description = "format of the trace, with settings after a colon (default: found out)")
  private String format = "";

  @Option(
      names = "--placement",
      paramLabel = "HOW",
      description =
          "where in its minute each of a counted number of invocations is put: uniform, start, even"
              + " or poisson")
  private Optional<String> placement = Optional.empty();

  @Option(
      names = "--skip-bad-rows",
      description = "count malformed rows and leave them out, instead of refusing the trace")
  private boolean skipBadRows;

  /**
   * The workload. What was left out of a trace is said on {@code messages}.
   *
   * @throws IllegalArgumentException saying which option is wrong
   * @throws TraceException saying what is wrong with the trace
   */
  Workload open(PrintWriter messages) {
    if (trace.isPresent() == generate.isPresent()) {
      throw new IllegalArgumentException(
          "one of --trace PATH and --generate SPEC is needed, such as --generate"
              + " poisson:rate=5,hours=1");
    }
    return generate.map(this::generated).orElseGet(() -> read(trace.orElseThrow(), messages));
  }

  private Workload generated(String specification) {
    if (!format.isEmpty() || placement.isPresent() || skipBadRows) {
      throw new IllegalArgumentException(
          "--format, --placement and --skip-bad-rows are about traces; leave them out with"
              + " --generate");
    }
    return Generators.make(specification);
  }

  private Workload read(Path path, PrintWriter messages) {
    var options = format.isEmpty() ? TraceOptions.DETECT : TraceOptions.of(format);
    if (placement.isPresent()) {
      options = options.with("placement", placement.get());
    }
    var read = Traces.read(path, skipBadRows ? options.skippingBadRows() : options);
    if (read.skipped() > 0) {
      messages.printf(
          "hearth: %d malformed rows were left out of %d, such as %s%n",
          read.skipped(), read.skipped() + read.rows(), read.examples().getFirst());
    }
    return read.workload();
  }
}
