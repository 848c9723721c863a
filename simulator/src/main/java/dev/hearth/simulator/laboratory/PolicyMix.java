package dev.hearth.simulator.laboratory;

import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Role;
import dev.hearth.policies.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Policies that are tried together, as written on the command line: suites joined by {@code +},
 * each with its parameters after colons, such as {@code lsth} or {@code
 * fixed:keep-alive=10m+kpa:target=2}. Roles that no suite of the mix fills have one request an
 * instance, started on demand, as function platforms do: {@code accept}, {@code fifo}, {@code
 * queue-length}, {@code fixed}.
 *
 * @param label as written
 * @param choice what the kernel is given
 */
public record PolicyMix(String label, PolicyChoice choice) {
  private static final Map<Role, String> USUAL =
      Map.of(
          Role.ADMISSION, "accept",
          Role.QUEUE, "fifo",
          Role.SCALING, "queue-length",
          Role.WARMTH, "fixed");

  /**
   * Reads a mix.
   *
   * @throws IllegalArgumentException saying which suite or parameter is wrong and what to write
   */
  public static PolicyMix parse(String text, Registry registry) {
    var suites = new ArrayList<PolicyChoice.Named>();
    for (var part : text.split("\\+", -1)) {
      suites.add(named(part.strip(), text));
    }
    var choice = registry.choose(suites, Map.of());
    for (var role : Role.values()) {
      var usual = USUAL.get(role);
      if (usual != null && !choice.roles().containsKey(role)) {
        choice = choice.with(role, usual, Map.of());
      }
    }
    registry.check(choice, dev.hearth.kernel.Suite.Scope.NODE);
    return new PolicyMix(text, choice);
  }

  private static PolicyChoice.Named named(String part, String text) {
    var fields = List.of(part.split(":", -1));
    var parameters = new TreeMap<String, String>();
    for (var field : fields.subList(1, fields.size())) {
      int equals = field.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "'%s' in policies '%s' is not a parameter: write name=value, such as fixed:keep-alive=10m"
                .formatted(field, text));
      }
      parameters.put(field.substring(0, equals), field.substring(equals + 1));
    }
    return new PolicyChoice.Named(fields.getFirst(), parameters);
  }
}
