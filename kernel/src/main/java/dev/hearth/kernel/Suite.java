package dev.hearth.kernel;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A published system, or a simple rule, that fills one or several roles with one state.
 *
 * @param id what a manifest calls it
 * @param scope what one object of it serves
 * @param roles what it can own
 * @param source paper, venue and year, or where the rule comes from
 * @param parameters what can be set
 * @param factory makes the object
 */
public record Suite(
    String id,
    Scope scope,
    Set<Role> roles,
    String source,
    List<Parameter> parameters,
    Factory factory) {
  public Suite {
    roles = Collections.unmodifiableSet(new LinkedHashSet<>(roles));
    parameters = List.copyOf(parameters);
  }

  /** What one policy object serves. */
  public enum Scope {
    /** The pool of one function. */
    POOL,
    /** All pools of the node that name the suite with the same parameters. */
    APPLICATION,
    /** The node. */
    NODE
  }

  /** Something that can be set; {@code unit} is empty for a plain number or word. */
  public record Parameter(String name, String unit, String defaultValue, String meaning) {}

  /** Makes a policy object from parameter values, defaults filled in. */
  public interface Factory {
    Policy create(Map<String, String> parameters, Context context);
  }

  /** What a new policy object may hold on to. */
  public record Context(RandomGenerator random) {}
}
