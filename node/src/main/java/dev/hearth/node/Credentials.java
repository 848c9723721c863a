package dev.hearth.node;

import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Role;
import dev.hearth.node.function.SecretReference;
import dev.hearth.sandbox.SandboxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Who may call functions: access keys, each with where its secret is found.
 *
 * @param references {@code env:NAME} or {@code file:/PATH} by access key
 * @param callers who each access key is
 */
record Credentials(Map<String, String> references, Map<String, Caller> callers) {
  static final Credentials NONE = new Credentials(Map.of(), Map.of());
  private static final List<String> KEYS = List.of("secret", "tenant", "role");
  private static final Pattern ACCESS_KEY = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  Credentials {
    references = Map.copyOf(references);
    callers = Map.copyOf(callers);
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
    var callers = new TreeMap<String, Caller>();
    mapping
        .entries()
        .forEach(
            (key, value) -> {
              boolean whole = value instanceof Yaml.Mapping;
              Optional<Section> parts =
                  whole
                      ? Optional.of(Section.of(value, "credentials." + key, KEYS))
                      : Optional.empty();
              references.put(
                  key, reference(key, parts.flatMap(each -> each.value("secret")).orElse(value)));
              callers.put(key, caller(key, parts));
            });
    return new Credentials(references, callers);
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

  private static Caller caller(String key, Optional<Section> parts) {
    Role role = parts.flatMap(each -> each.choice("role", Role.class)).orElse(Role.DEPLOY);
    String tenant = parts.flatMap(each -> each.text("tenant")).orElse(Caller.DEFAULT_TENANT);
    if (parts.isEmpty()) {
      return new Caller(key, tenant, Set.of(role));
    }
    return parts.get().checked("tenant", () -> new Caller(key, tenant, Set.of(role)));
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
