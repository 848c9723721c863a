package dev.hearth.kernel;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which suite fills which role of a pool or a node, with its parameters. A role that is not named
 * falls to the node's choice and then to the default.
 */
public record PolicyChoice(Map<Role, Named> roles) {
  /** The suite's id and the parameters that differ from its defaults, in key order. */
  public record Named(String suite, Map<String, String> parameters) {
    public Named {
      parameters = java.util.Collections.unmodifiableMap(new TreeMap<>(parameters));
    }
  }

  public static final PolicyChoice DEFAULTS = new PolicyChoice(Map.of());

  public PolicyChoice {
    var copy = new EnumMap<Role, Named>(Role.class);
    copy.putAll(roles);
    roles = java.util.Collections.unmodifiableMap(copy);
  }

  /** This choice with {@code role} filled by {@code suite}. */
  public PolicyChoice with(Role role, String suite, Map<String, String> parameters) {
    var copy = new EnumMap<Role, Named>(Role.class);
    copy.putAll(roles);
    copy.put(role, new Named(suite, parameters));
    return new PolicyChoice(copy);
  }
}
