package dev.hearth.simulator.experiment;

import dev.hearth.policies.parameter.Nearest;
import dev.hearth.policies.parameter.Quantity;
import dev.hearth.simulator.laboratory.TrialOptions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Values that one parameter takes in turn: of a policy, {@code lsth.gamma=0.3,0.5}, or of the
 * world, {@code memory=8GiB,16GiB} and {@code nodes=1,2}.
 *
 * @param target what is swept: {@code POLICY.PARAMETER}, {@code memory} or {@code nodes}
 * @param values as they are written
 */
public record Sweep(String target, List<String> values) {
  private static final List<String> WORLD = List.of("memory", "nodes");

  public Sweep {
    values = List.copyOf(values);
  }

  /**
   * Reads a sweep.
   *
   * @throws IllegalArgumentException saying what to write
   */
  public static Sweep parse(String text) {
    int equals = text.indexOf('=');
    var target = equals < 0 ? text : text.substring(0, equals);
    var values =
        equals < 0
            ? List.<String>of()
            : Stream.of(text.substring(equals + 1).split(",", -1)).map(String::strip).toList();
    if (target.isEmpty() || values.isEmpty() || values.contains("")) {
      throw new IllegalArgumentException(
          "'%s' is not a sweep: write POLICY.PARAMETER=V1,V2, memory=V1,V2 or nodes=V1,V2"
              .formatted(text));
    }
    if (!ofWorld(target) && target.indexOf('.') < 1) {
      throw new IllegalArgumentException(
          "'%s' cannot be swept; did you mean '%s'? A policy's parameter is POLICY.PARAMETER, such as fixed.keep-alive"
              .formatted(target, Nearest.to(target, WORLD)));
    }
    return new Sweep(target, values);
  }

  static boolean ofWorld(String target) {
    return WORLD.contains(target);
  }

  boolean ofWorld() {
    return ofWorld(target);
  }

  /** Whether it changes anything about these policies. */
  boolean concerns(String policies) {
    return ofWorld() || Stream.of(policies.split("\\+", -1)).anyMatch(this::names);
  }

  private boolean names(String part) {
    return part.strip().split(":", -1)[0].equals(suite());
  }

  private String suite() {
    return target.substring(0, target.indexOf('.'));
  }

  /** The policies with the parameter set. */
  String applied(String policies, String value) {
    if (ofWorld()) {
      return policies;
    }
    var parameter = target.substring(target.indexOf('.') + 1);
    return Stream.of(policies.split("\\+", -1))
        .map(part -> names(part) ? with(part, parameter, value) : part)
        .collect(Collectors.joining("+"));
  }

  private static String with(String part, String parameter, String value) {
    if (part.contains(":" + parameter + "=")) {
      throw new IllegalArgumentException(
          "'%s' is swept but '%s' sets it: leave it out there".formatted(parameter, part));
    }
    return part + ":" + parameter + "=" + value;
  }

  /** The world with the value set. */
  TrialOptions applied(TrialOptions world, String value) {
    try {
      return switch (target) {
        case "memory" -> world.withMemory(Quantity.bytes(value));
        case "nodes" -> world.withNodes(Integer.parseInt(value));
        default -> world;
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' is not a value for %s: write %s"
              .formatted(
                  value, target, target.equals("memory") ? "an amount such as 64GiB" : "a number"),
          e);
    }
  }
}
