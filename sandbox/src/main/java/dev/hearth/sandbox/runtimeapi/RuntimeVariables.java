package dev.hearth.sandbox.runtimeapi;

import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.SandboxException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Variables of the environment that a runtime finds, and how a shell is told of them. They go
 * through a pipe, so that secrets are in no file and no command line.
 */
public final class RuntimeVariables {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final TreeMap<String, String> all = new TreeMap<>();

  /**
   * Those that every runtime gets, with the program's own.
   *
   * @param api host and port of the Runtime API
   * @param before what holds unless the program says otherwise
   */
  public RuntimeVariables(Program program, String api, Map<String, String> before) {
    all.put("LANG", "C.UTF-8");
    all.put("TZ", "UTC");
    all.put("HOME", "/tmp");
    all.put("TMPDIR", "/tmp");
    all.putAll(before);
    all.putAll(program.environment());
    all.put("AWS_LAMBDA_RUNTIME_API", api);
    all.put("_HANDLER", program.handler());
    all.putIfAbsent("LAMBDA_TASK_ROOT", "/var/task");
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
  }

  /** Adds some that hold whatever the program says. */
  public RuntimeVariables with(Map<String, String> fixed) {
    all.putAll(fixed);
    return this;
  }

  /**
   * Lines of a shell's script that set them.
   *
   * @throws SandboxException if a name or value cannot be one
   */
  public String script() {
    var script = new StringBuilder();
    all.forEach(
        (name, value) ->
            script
                .append("export ")
                .append(checked(name, value))
                .append('=')
                .append(quoted(value))
                .append('\n'));
    return script.toString();
  }

  private static String checked(String name, String value) {
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
    return name;
  }

  /** A word as a shell reads it, whatever is in it. */
  public static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
