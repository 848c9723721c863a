package dev.hearth.simulator;

import dev.hearth.simulator.command.CommandFailure;
import dev.hearth.simulator.command.Generate;
import dev.hearth.simulator.command.Policies;
import dev.hearth.simulator.command.Replay;
import dev.hearth.simulator.command.Simulate;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The laboratory: compares policies in the virtual world and lists those there are. */
@Command(
    name = "hearth",
    description = "Compares policies on a trace, with the kernel that serves traffic.",
    mixinStandardHelpOptions = true,
    subcommands = {Simulate.class, Replay.class, Generate.class, Policies.class})
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, arguments));
  }

  /** What the command line is read into. */
  public static Object command() {
    return new Main();
  }

  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(new Main())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Main::correct)
        .setExecutionExceptionHandler(Main::explain)
        .execute(arguments);
  }

  /** One sentence instead of the whole usage, with the nearest known word. */
  private static int correct(CommandLine.ParameterException cause, String[] arguments) {
    var line = cause.getCommandLine();
    var nearest =
        cause instanceof CommandLine.UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.<String>of();
    var suggestion = nearest.isEmpty() ? "" : "; did you mean '%s'?".formatted(nearest.getFirst());
    line.getErr()
        .println(
            "hearth: %s%s ('%s --help' lists what there is)"
                .formatted(cause.getMessage(), suggestion, line.getCommandSpec().qualifiedName()));
    return CommandFailure.USAGE;
  }

  private static int explain(Exception cause, CommandLine line, CommandLine.ParseResult arguments)
      throws Exception {
    if (cause instanceof CommandFailure failure) {
      line.getErr().println("hearth: " + failure.text());
      return failure.exitCode();
    }
    throw cause;
  }
}
