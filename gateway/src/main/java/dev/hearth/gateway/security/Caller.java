package dev.hearth.gateway.security;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whoever sent a request.
 *
 * @param name of its key, or its subject; for logs and limits, never a secret
 * @param tenant whose things it calls and deploys
 * @param roles what it may do there
 */
public record Caller(String name, String tenant, Set<Role> roles) {
  // The callers below are checked with it.
  private static final Pattern TENANT = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}");

  /** The tenant of what was deployed when nobody had a name. */
  public static final String DEFAULT_TENANT = "default";

  /** Anybody, on a node that asks for no key. */
  public static final Caller ANONYMOUS =
      new Caller("anonymous", DEFAULT_TENANT, Set.of(Role.ADMINISTER));

  /** Somebody who has shown nothing yet. */
  public static final Caller NOBODY = new Caller("nobody", DEFAULT_TENANT, Set.of());

  public Caller {
    roles = Set.copyOf(roles);
    if (!TENANT.matcher(tenant).matches()) {
      throw new IllegalArgumentException(
          "a tenant has 1 to 64 letters, digits, dots, dashes and underscores");
    }
  }

  /** Whether it may do what a role may. */
  public boolean may(Role role) {
    for (Role each : roles) {
      if (each.covers(role)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it sees all tenants. */
  public boolean operator() {
    return may(Role.ADMINISTER);
  }

  /** Its roles as words, for a message. */
  public String words() {
    return roles.isEmpty()
        ? "none"
        : roles.stream().sorted().map(Role::word).collect(Collectors.joining(", "));
  }
}
