package dev.hearth.gateway.security;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * How much of a node a caller may see.
 *
 * @param tenant whose deployments it sees; empty for those of all
 * @param sees whether a deployment, {@code model/NAME}, {@code function/NAME} or {@code
 *     graph/NAME}, is among them
 */
public record Sight(Optional<String> tenant, Predicate<String> sees) {
  /** That of an operator. */
  public static final Sight ALL = new Sight(Optional.empty(), _ -> true);

  /** What a caller sees by the names that its tenant owns. */
  public static Sight of(Caller caller, Owners owners) {
    return caller.operator()
        ? ALL
        : new Sight(
            Optional.of(caller.tenant()),
            key -> owners.sees(caller, kind(key), key.substring(key.indexOf('/') + 1)));
  }

  private static Kind kind(String key) {
    return key.startsWith("function/") ? Kind.FUNCTION : Kind.MODEL;
  }

  /** Whether it is of the node as a whole. */
  public boolean whole() {
    return tenant.isEmpty();
  }

  public boolean sees(String key) {
    return sees.test(key);
  }
}
