package dev.hearth.sandbox.process;

import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.SandboxException;
import dev.hearth.sandbox.runtimeapi.RuntimeVariables;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * What the waiting shell of a sandbox reads to become a program's process. It goes through a pipe,
 * so that secrets are in no file and no command line.
 */
final class StartScript {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "PATH",
          "/usr/local/bin:/usr/bin:/bin:" + RootDirectory.TASK,
          "LD_LIBRARY_PATH",
          RootDirectory.TASK + ":" + RootDirectory.TASK + "/lib",
          "PYTHONDONTWRITEBYTECODE",
          "1");

  private static final Map<String, String> PLACES =
      Map.of(
          "LAMBDA_TASK_ROOT", RootDirectory.TASK, "LAMBDA_RUNTIME_DIR", RootDirectory.BOOTSTRAPS);

  private StartScript() {}

  /**
   * Refuses variables that could not be set.
   *
   * @throws SandboxException naming one
   */
  static void check(Program program) {
    var _ = new RuntimeVariables(program, "", Map.of()).script();
  }

  /**
   * The script: variables, then the command, below the shell. A first process of a namespace is
   * immune to its own signals and has to bury orphans: the shell does that for the command.
   *
   * @throws SandboxException if a variable's name or value cannot be one
   */
  static String of(Program program, int apiPort, OptionalInt egressPort) {
    var variables =
        new RuntimeVariables(program, "127.0.0.1:" + apiPort, DEFAULTS)
            .with(PLACES)
            .with(egressPort.isPresent() ? proxy(egressPort.getAsInt()) : Map.of());
    String words =
        Bootstraps.command(program).stream()
            .map(RuntimeVariables::quoted)
            .collect(Collectors.joining(" "));
    return variables.script()
        + "cd %s\n%s </dev/null\nexit $?\n".formatted(RootDirectory.TASK, words);
  }

  /** By which most clients of HTTPS find their way out. */
  private static Map<String, String> proxy(int port) {
    String address = "http://127.0.0.1:" + port;
    String inside = "127.0.0.1,localhost";
    return Map.of(
        "HTTPS_PROXY", address, "https_proxy", address, "NO_PROXY", inside, "no_proxy", inside);
  }
}
