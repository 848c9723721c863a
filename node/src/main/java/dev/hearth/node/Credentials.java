package dev.hearth.node;

import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Role;
import dev.hearth.node.function.SecretReference;
import dev.hearth.sandbox.SandboxException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Who may call functions: access keys, each with where its secret is found.
 *
 * @param references {@code env:NAME} or {@code file:/PATH} by access key
 */
record Credentials(Map<String, String> references) {
  static final Credentials NONE = new Credentials(Map.of());
  private static final Pattern ACCESS_KEY = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  Credentials {
    references = Map.copyOf(references);
  }

  /**
   * Reads the references.
   *
   * @throws ConfigurationException saying what is wrong and in which line
   */
  static Credentials parse(Yaml yaml) {
    if (!(yaml instanceof Yaml.Mapping mapping)) {
      throw new ConfigurationException(
          yaml.line(), "'credentials' must be a mapping such as {AKIDTEAM: env:TEAM_SECRET}");
    }
    var references = new TreeMap<String, String>();
    mapping.entries().forEach((key, value) -> references.put(key, reference(key, value)));
    return new Credentials(references);
  }

  private static String reference(String key, Yaml value) {
    if (!ACCESS_KEY.matcher(key).matches()) {
      throw new ConfigurationException(
          value.line(), "'credentials' has a key that is no access key: letters, digits, - and _");
    }
    String text = value instanceof Yaml.Scalar scalar ? scalar.text() : "";
    try {
      var _ = SecretReference.parse(key, text);
      return text;
    } catch (IllegalArgumentException _) {
      // The text is not repeated, for it may be the secret itself.
      throw new ConfigurationException(
          value.line(),
          "'credentials.%s' must say where its secret is found: env:NAME or file:/PATH"
              .formatted(key));
    }
  }

  /** Who each access key is. */
  Map<String, Caller> callers() {
    var callers = new TreeMap<String, Caller>();
    references
        .keySet()
        .forEach(
            key -> callers.put(key, new Caller(key, Caller.DEFAULT_TENANT, Set.of(Role.DEPLOY))));
    return callers;
  }

  /**
   * The secrets by access key; blocks.
   *
   * @throws ConfigurationException if one is not there
   */
  Map<String, String> secrets() {
    var secrets = new TreeMap<String, String>();
    references.forEach(
        (key, reference) -> {
          try {
            secrets.put(key, SecretReference.parse(key, reference).value());
          } catch (SandboxException e) {
            throw new ConfigurationException("credentials: " + e.getMessage());
          }
        });
    return secrets;
  }
}
