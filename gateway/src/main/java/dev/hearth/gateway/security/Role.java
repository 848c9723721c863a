package dev.hearth.gateway.security;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a caller may do; each role may do what those before it may. */
public enum Role {
  /** Call what its tenant has deployed, and look at it. */
  INVOKE,
  /** Deploy, change and remove for its tenant, and read its logs. */
  DEPLOY,
  /** Everything on the node, of every tenant. */
  ADMINISTER;

  /** The word it is written as. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of a word, if it is one. */
  public static Optional<Role> of(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }

  boolean covers(Role other) {
    return compareTo(other) >= 0;
  }
}
