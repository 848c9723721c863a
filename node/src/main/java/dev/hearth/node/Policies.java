package dev.hearth.node;

import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.policies.Registry;
import dev.hearth.policies.parameter.Nearest;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The {@code policies} of a manifest or configuration: one word, a suite that fills every role it
 * offers, or a mapping from roles to suites, each a word or {@code {suite, parameters}}.
 */
final class Policies {
  private static final List<String> ROLES =
      Arrays.stream(Role.values()).map(role -> role.name().toLowerCase(Locale.ROOT)).toList();

  /** In the place of a role: the suite fills all it has. */
  private static final String EVERY_ROLE = "every";

  private Policies() {}

  static PolicyChoice parse(Yaml yaml, Registry registry, Suite.Scope scope) {
    try {
      PolicyChoice choice =
          switch (yaml) {
            case Yaml.Scalar word -> registry.choose(List.of(named(word)), Map.of());
            case Yaml.Mapping roles -> registry.choose(List.of(), roles(roles));
            case Yaml.Sequence list ->
                throw new ConfigurationException(
                    list.line(), "'policies' must be one suite or a mapping from roles to suites");
          };
      registry.check(choice, scope);
      return choice;
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(yaml.line(), "policies: " + e.getMessage());
    }
  }

  /** Those of a function: roles by suite, each a word or {@code {suite, parameters}}. */
  static PolicyChoice parse(Map<String, String> named, Registry registry) {
    if (named.isEmpty()) {
      return PolicyChoice.DEFAULTS;
    }
    String every = named.get(EVERY_ROLE);
    if (every != null) {
      return parse(Yaml.parse(every), registry, Suite.Scope.POOL);
    }
    var text = new StringBuilder();
    named.forEach((role, suite) -> text.append(role).append(": ").append(suite).append('\n'));
    return parse(Yaml.parse(text.toString()), registry, Suite.Scope.POOL);
  }

  /** What {@link #parse(Map, Registry)} reads again; one word stands for all its roles. */
  static Map<String, String> words(Yaml yaml) {
    if (yaml instanceof Yaml.Mapping roles) {
      var words = new TreeMap<String, String>();
      roles.entries().forEach((role, suite) -> words.put(role, word(suite)));
      return words;
    }
    return Map.of(EVERY_ROLE, word(yaml));
  }

  private static String word(Yaml suite) {
    PolicyChoice.Named named = named(suite);
    return named.parameters().isEmpty()
        ? named.suite()
        : "{suite: '%s', parameters: {%s}}"
            .formatted(
                named.suite(),
                named.parameters().entrySet().stream()
                    .map(each -> "'%s': '%s'".formatted(each.getKey(), each.getValue()))
                    .collect(Collectors.joining(", ")));
  }

  private static Map<Role, PolicyChoice.Named> roles(Yaml.Mapping mapping) {
    var roles = new EnumMap<Role, PolicyChoice.Named>(Role.class);
    mapping.entries().forEach((key, value) -> roles.put(role(key, value.line()), named(value)));
    return roles;
  }

  private static Role role(String key, int line) {
    if (!ROLES.contains(key)) {
      throw new ConfigurationException(
          line,
          "there is no role 'policies.%s'; did you mean 'policies.%s'?"
              .formatted(key, Nearest.to(key, ROLES)));
    }
    return Role.valueOf(key.toUpperCase(Locale.ROOT));
  }

  private static PolicyChoice.Named named(Yaml yaml) {
    if (yaml instanceof Yaml.Scalar word) {
      return new PolicyChoice.Named(word.text(), Map.of());
    }
    Section section = Section.of(yaml, "policies", List.of("suite", "parameters"));
    var parameters = new TreeMap<String, String>();
    if (section.value("parameters").orElse(null) instanceof Yaml.Mapping set) {
      set.entries().forEach((key, value) -> parameters.put(key, scalar(key, value)));
    }
    return new PolicyChoice.Named(section.required("suite"), parameters);
  }

  private static String scalar(String key, Yaml value) {
    if (value instanceof Yaml.Scalar scalar) {
      return scalar.text();
    }
    throw new ConfigurationException(
        value.line(), "the parameter '" + key + "' must have a single value");
  }
}
