package dev.hearth.cli;

import dev.hearth.cli.audit.Audit;
import dev.hearth.cli.bench.Bench;
import dev.hearth.cli.top.Top;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands that talk to a running node. */
@Command(
    name = "hearth",
    description = "Deploys and calls models and functions on a running node.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the node refused or failed",
      "2:the command line is wrong",
      "3:the node cannot be reached"
    },
    subcommands = {
      Deploy.class,
      Remove.class,
      ListDeployed.class,
      Traffic.class,
      ProfileModel.class,
      Infer.class,
      Invoke.class,
      Bench.class,
      Top.class,
      FlightRecord.class,
      Keys.class,
      Logs.class,
      Explain.class,
      Bill.class,
      Audit.class
    })
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    return commands().execute(arguments);
  }

  static CommandLine commands() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Main::correct)
        .setExecutionExceptionHandler(Main::explain);
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
