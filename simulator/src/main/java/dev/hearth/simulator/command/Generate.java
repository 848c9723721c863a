package dev.hearth.simulator.command;

import dev.hearth.kernel.Suite.Parameter;
import dev.hearth.simulator.trace.TraceReader;
import dev.hearth.simulator.trace.TraceWriter;
import dev.hearth.simulator.trace.Traces;
import dev.hearth.simulator.workload.Generator;
import dev.hearth.simulator.workload.Generators;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth generate}: a load written as a trace, or what can be generated and read. */
@Command(
    name = "generate",
    description =
        "Writes a generated load as a trace, or lists the generators and the formats of traces.",
    mixinStandardHelpOptions = true)
public final class Generate implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(
      paramLabel = "SPEC",
      arity = "0..1",
      description = "a generated load, such as azure:functions=500,days=1")
  private Optional<String> specification = Optional.empty();

  @Option(names = "--seed", paramLabel = "N", description = "the seed (default: 1)")
  private long seed = 1;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      description = "where to write the trace, in the format azure-2019")
  private Optional<Path> out = Optional.empty();

  @Override
  public void run() {
    if (specification.isPresent() != out.isPresent()) {
      throw new CommandFailure(
          CommandFailure.USAGE,
          "SPEC and --out DIR go together, such as generate azure:functions=50,days=1 --out trace",
          new IllegalArgumentException());
    }
    var console = spec.commandLine().getOut();
    specification.ifPresentOrElse(wanted -> write(wanted, console), () -> list(console));
    console.flush();
  }

  private void write(String wanted, PrintWriter console) {
    var directory = out.orElseThrow();
    try {
      var workload = Generators.make(wanted);
      TraceWriter.write(workload, seed, directory);
      console.printf(
          "%d functions written to %s; generated with fingerprint %s and seed %d%n",
          workload.functions().size(), directory, workload.fingerprint(), seed);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(CommandFailure.USAGE, String.valueOf(e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw new CommandFailure(CommandFailure.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  private static void list(PrintWriter console) {
    console.println("GENERATORS (--generate NAME:key=value,key=value)");
    for (Generator generator : Generators.ALL) {
      entry(console, generator.name(), generator.meaning(), generator.parameters());
    }
    console.println();
    console.println("FORMATS OF TRACES (--format NAME:key=value,key=value)");
    for (TraceReader reader : Traces.ALL) {
      entry(console, reader.format(), reader.meaning(), reader.parameters());
    }
  }

  private static void entry(
      PrintWriter console, String name, String meaning, List<Parameter> parameters) {
    console.printf("%n%s: %s%n", name, meaning);
    for (var parameter : parameters) {
      console.printf(
          "  %-16s %-12s %s%n",
          parameter.name(),
          parameter.defaultValue(),
          parameter.unit().isEmpty()
              ? parameter.meaning()
              : "%s (%s)".formatted(parameter.meaning(), parameter.unit()));
    }
  }
}
