package dev.hearth.sandbox.process;

import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.SandboxException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the waiting shell of a sandbox reads to become a program's process. It goes through a pipe,
 * so that secrets are in no file and no command line.
 */
final class StartScript {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private StartScript() {}

  /**
   * Refuses variables that could not be set.
   *
   * @throws SandboxException naming one
   */
  static void check(Program program) {
    program.environment().forEach((name, value) -> export(new StringBuilder(), name, value));
  }

  /**
   * The script: variables, then the command, below the shell. A first process of a namespace is
   * immune to its own signals and has to bury orphans: the shell does that for the command.
   *
   * @throws SandboxException if a variable's name or value cannot be one
   */
  static String of(Program program, int apiPort, OptionalInt egressPort) {
    var script = new StringBuilder();
    Map<String, String> variables = variables(program, apiPort);
    egressPort.ifPresent(port -> variables.putAll(proxy(port)));
    variables.forEach((name, value) -> export(script, name, value));
    script.append("cd ").append(RootDirectory.TASK).append('\n');
    List<String> command = Bootstraps.command(program);
    command.forEach(word -> script.append(quoted(word)).append(' '));
    return script.append("</dev/null\nexit $?\n").toString();
  }

  private static Map<String, String> variables(Program program, int apiPort) {
    var all = new TreeMap<String, String>();
    all.put("PATH", "/usr/local/bin:/usr/bin:/bin:" + RootDirectory.TASK);
    all.put("LD_LIBRARY_PATH", RootDirectory.TASK + ":" + RootDirectory.TASK + "/lib");
    all.put("LANG", "C.UTF-8");
    all.put("TZ", "UTC");
    all.put("HOME", "/tmp");
    all.put("TMPDIR", "/tmp");
    all.put("PYTHONDONTWRITEBYTECODE", "1");
    all.putAll(program.environment());
    all.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + apiPort);
    all.put("_HANDLER", program.handler());
    all.put("LAMBDA_TASK_ROOT", RootDirectory.TASK);
    all.put("LAMBDA_RUNTIME_DIR", RootDirectory.BOOTSTRAPS);
    all.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + program.language().identifier());
    all.putIfAbsent("AWS_REGION", "local");
    all.putIfAbsent("AWS_DEFAULT_REGION", "local");
    all.put("AWS_LAMBDA_FUNCTION_NAME", program.name());
    all.put("AWS_LAMBDA_FUNCTION_VERSION", program.version());
    all.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Long.toString(program.limits().memoryBytes() >> 20));
    all.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + program.name());
    all.put("AWS_LAMBDA_LOG_STREAM_NAME", program.version());
    all.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    all.put("HEARTH_CONCURRENCY", Integer.toString(program.limits().concurrency()));
    return all;
  }

  /** By which most clients of HTTPS find their way out. */
  private static Map<String, String> proxy(int port) {
    String address = "http://127.0.0.1:" + port;
    String inside = "127.0.0.1,localhost";
    return Map.of(
        "HTTPS_PROXY", address, "https_proxy", address, "NO_PROXY", inside, "no_proxy", inside);
  }

  private static void export(StringBuilder script, String name, String value) {
    if (!NAME.matcher(name).matches()) {
      throw new SandboxException(
          SandboxException.Code.INVALID_PROGRAM,
          "'%s' cannot be the name of a variable: letters, digits and _ can, not a digit first"
              .formatted(name));
    }
    if (value.indexOf('\0') >= 0) {
      throw new SandboxException(
          SandboxException.Code.INVALID_PROGRAM,
          "the value of the variable '%s' has a character of code 0, which none can have"
              .formatted(name));
    }
    script.append("export ").append(name).append('=').append(quoted(value)).append('\n');
  }

  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
