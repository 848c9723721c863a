package dev.hearth.gateway.lambda;

import dev.hearth.functions.Alias;
import dev.hearth.functions.FunctionConfiguration;
import dev.hearth.functions.FunctionName;
import dev.hearth.functions.FunctionRecord;
import dev.hearth.functions.FunctionVersion;
import dev.hearth.functions.VersionRecord;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Role;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes functions as AWS's clients read them. */
final class ConfigurationWriter {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ").withZone(ZoneOffset.UTC);

  private ConfigurationWriter() {}

  /**
   * A version.
   *
   * @param failure why it cannot be called, if that is so
   * @param caller who is told; of secrets in the environment, only whoever may deploy
   */
  static Map<String, Object> configuration(
      FunctionRecord function,
      VersionRecord version,
      boolean qualified,
      Optional<String> failure,
      Caller caller) {
    FunctionConfiguration configuration = version.configuration();
    var body = new LinkedHashMap<String, Object>();
    body.put("FunctionName", function.name());
    body.put(
        "FunctionArn",
        qualified
            ? FunctionName.arn(function.name(), version.version())
            : FunctionName.arn(function.name()));
    if (configuration.image().isEmpty()) {
      body.put("Runtime", configuration.runtime());
      body.put("Handler", configuration.handler());
    }
    body.put("Role", configuration.role());
    body.put("CodeSize", version.codeBytes());
    body.put("CodeSha256", version.sha256().map(ConfigurationWriter::base64).orElse(""));
    body.put("Description", configuration.description());
    body.put("Timeout", Math.ceilDiv(configuration.timeoutNanos(), NANOS_PER_SECOND));
    body.put("MemorySize", configuration.limits().memoryBytes() >> 20);
    body.put("LastModified", time(version.modifiedMillis()));
    body.put("Version", version.version());
    body.put("RevisionId", version.revision());
    if (caller.may(Role.DEPLOY)) {
      body.put("Environment", Map.of("Variables", configuration.environment()));
    }
    body.put("EphemeralStorage", Map.of("Size", configuration.limits().storageBytes() >> 20));
    constants(body, function.name(), configuration.image().isPresent());
    deadLetter(function).ifPresent(arn -> body.put("DeadLetterConfig", Map.of("TargetArn", arn)));
    state(body, failure);
    return body;
  }

  private static Optional<String> deadLetter(FunctionRecord function) {
    return Optional.ofNullable(function.events().get(FunctionVersion.LATEST))
        .flatMap(events -> events.deadLetter());
  }

  private static void constants(Map<String, Object> body, String name, boolean image) {
    body.put("PackageType", image ? "Image" : "Zip");
    body.put("Architectures", List.of(ConfigurationReader.architecture()));
    body.put("TracingConfig", Map.of("Mode", "PassThrough"));
    body.put("SnapStart", Map.of("ApplyOn", "None", "OptimizationStatus", "Off"));
    body.put("LoggingConfig", Map.of("LogFormat", "Text", "LogGroup", "/aws/lambda/" + name));
  }

  private static void state(Map<String, Object> body, Optional<String> failure) {
    body.put("State", failure.isPresent() ? "Failed" : "Active");
    body.put("LastUpdateStatus", "Successful");
    failure.ifPresent(
        why -> {
          body.put("StateReason", why);
          body.put("StateReasonCode", "FunctionError");
        });
  }

  static Map<String, Object> alias(String function, Alias alias) {
    var body = new LinkedHashMap<String, Object>();
    body.put("AliasArn", FunctionName.arn(function, alias.name()));
    body.put("Name", alias.name());
    body.put("FunctionVersion", alias.version());
    body.put("Description", alias.description());
    body.put("RevisionId", alias.revision());
    if (!alias.weights().isEmpty()) {
      body.put("RoutingConfig", Map.of("AdditionalVersionWeights", alias.weights()));
    }
    return body;
  }

  static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }

  private static String base64(String hex) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }

  /** A digest as AWS writes it, read into hexadecimal. */
  static String hex(String base64) {
    return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
  }
}
