package dev.hearth.functions;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.functions.FunctionException.Code;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What every function's configuration has to keep to, whoever deploys it. */
final class ConfigurationRules {
  private static final int MAX_ENVIRONMENT_BYTES = 4_096;
  private static final int MAX_DESCRIPTION = 256;
  private static final int MAX_HANDLER = 256;
  private static final int MAX_TAG_KEY = 128;
  private static final int MAX_TAG_VALUE = 256;
  private static final long MAX_TIMEOUT_NANOS = 900_000_000_000L;
  private static final Pattern VARIABLE = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]*");
  private static final Pattern HANDLER = Pattern.compile("[^\\s\\p{Cntrl}]*");

  /** What runtimes set themselves. */
  private static final Set<String> RESERVED =
      Set.of(
          "_HANDLER",
          "_X_AMZN_TRACE_ID",
          "AWS_DEFAULT_REGION",
          "AWS_REGION",
          "AWS_EXECUTION_ENV",
          "AWS_LAMBDA_FUNCTION_NAME",
          "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
          "AWS_LAMBDA_FUNCTION_VERSION",
          "AWS_LAMBDA_INITIALIZATION_TYPE",
          "AWS_LAMBDA_LOG_GROUP_NAME",
          "AWS_LAMBDA_LOG_STREAM_NAME",
          "AWS_LAMBDA_RUNTIME_API",
          "LAMBDA_TASK_ROOT",
          "LAMBDA_RUNTIME_DIR");

  private ConfigurationRules() {}

  static void check(FunctionConfiguration configuration) {
    boolean image = Runtimes.IMAGE.equals(configuration.runtime());
    var _ = Runtimes.language(configuration.runtime());
    require(
        image == configuration.image().isPresent(),
        "a function of runtime 'image' needs the name of a container image, and no other has one");
    require(
        HANDLER.matcher(configuration.handler()).matches()
            && configuration.handler().length() <= MAX_HANDLER,
        "the handler '%s' must have no spaces and at most %d characters"
            .formatted(configuration.handler(), MAX_HANDLER));
    require(
        configuration.description().length() <= MAX_DESCRIPTION,
        "the description has %d characters where %d are allowed"
            .formatted(configuration.description().length(), MAX_DESCRIPTION));
    require(
        configuration.timeoutNanos() > 0 && configuration.timeoutNanos() <= MAX_TIMEOUT_NANOS,
        "the timeout must be more than none and at most 15 minutes");
    environment(configuration.environment());
  }

  private static void environment(Map<String, String> environment) {
    long bytes = 0;
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      String name = variable.getKey();
      require(
          VARIABLE.matcher(name).matches(),
          "'%s' is no name of an environment variable: a letter, then letters, digits, underscores"
              .formatted(name));
      require(
          !RESERVED.contains(name),
          "the environment variable '%s' is set by the runtime; choose another name"
              .formatted(name));
      require(
          variable.getValue().indexOf('\0') < 0,
          "the environment variable '%s' has a NUL character".formatted(name));
      bytes += name.getBytes(UTF_8).length + variable.getValue().getBytes(UTF_8).length;
    }
    require(
        bytes <= MAX_ENVIRONMENT_BYTES,
        "the environment has %d bytes where %d are allowed; keep large settings in a file"
            .formatted(bytes, MAX_ENVIRONMENT_BYTES));
  }

  static void tags(Map<String, String> tags, int limit) {
    require(tags.size() <= limit, "a function may have %d tags".formatted(limit));
    tags.forEach(
        (key, value) ->
            require(
                !key.isEmpty() && key.length() <= MAX_TAG_KEY && value.length() <= MAX_TAG_VALUE,
                "the tag '%s' must have 1 to %d characters, and its value at most %d"
                    .formatted(key, MAX_TAG_KEY, MAX_TAG_VALUE)));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new FunctionException(Code.INVALID_PARAMETER_VALUE, message);
    }
  }
}
