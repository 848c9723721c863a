package dev.hearth.node;

import dev.hearth.functions.FunctionException;
import dev.hearth.node.security.Refused;
import picocli.CommandLine;

/** Runs a node from the command line. */
@CommandLine.Command(
    name = "hearth",
    description = "Runs models on demand.",
    subcommands = {Up.class, Demo.class, Doctor.class})
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Logging.configure();
    int status =
        new CommandLine(new Main()).setExecutionExceptionHandler(Main::explain).execute(arguments);
    System.exit(status);
  }

  private static int explain(Exception cause, CommandLine line, CommandLine.ParseResult arguments)
      throws Exception {
    return switch (cause) {
      case ConfigurationException _,
          PortInUseException _,
          StoreFailure _,
          FunctionException _,
          Refused _ -> {
        System.err.println("hearth: " + cause.getMessage());
        yield 1;
      }
      default -> throw cause;
    };
  }
}
