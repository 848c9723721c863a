package dev.hearth.policies.parameter;

import dev.hearth.kernel.Policy;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The values of one suite's parameters: what was set, else the default. Reading one parses it as
 * people write it ({@code 30s}, {@code 0.8}, {@code 4}, {@code 256MiB}) and refuses anything else
 * with the unit and an example.
 */
public final class Parameters {
  private final String suite;
  private final TreeMap<String, String> values = new TreeMap<>();

  private Parameters(String suite, List<Suite.Parameter> declared, Map<String, String> set) {
    this.suite = suite;
    declared.forEach(parameter -> values.put(parameter.name(), parameter.defaultValue()));
    set.forEach(this::put);
  }

  /** Makes a policy from values already checked against the declaration. */
  public interface Maker {
    Policy make(Parameters parameters, Suite.Context context);
  }

  /** A suite whose factory fills in defaults and refuses unknown names. */
  public static Suite suite(
      String id,
      Suite.Scope scope,
      Set<Role> roles,
      String source,
      List<Suite.Parameter> declared,
      Maker maker) {
    return new Suite(
        id,
        scope,
        roles,
        source,
        declared,
        (set, context) -> maker.make(new Parameters(id, declared, set), context));
  }

  private void put(String name, String value) {
    if (!values.containsKey(name)) {
      throw new IllegalArgumentException(
          values.isEmpty()
              ? "policy '%s' has no parameter '%s': it takes none".formatted(suite, name)
              : "policy '%s' has no parameter '%s'; did you mean '%s'?"
                  .formatted(suite, name, Nearest.to(name, values.keySet())));
    }
    values.put(name, value);
  }

  /** The text of a declared parameter. */
  public String text(String name) {
    var value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("policy '%s' did not declare '%s'".formatted(suite, name));
    }
    return value;
  }

  /** A length of time in nanoseconds, not negative. */
  public long nanos(String name) {
    try {
      return Quantity.nanos(text(name));
    } catch (NumberFormatException e) {
      throw bad(name, "a time with its unit (ns, us, ms, s, m, h), such as 30s", e);
    }
  }

  /** An amount of memory in bytes, not negative. */
  public long bytes(String name) {
    try {
      return Quantity.bytes(text(name));
    } catch (NumberFormatException e) {
      throw bad(name, "an amount of memory with its unit (B, KiB, MiB, GiB), such as 256MiB", e);
    }
  }

  /** A whole number of at least {@code least}. */
  public int count(String name, int least) {
    try {
      int value = Integer.parseInt(text(name).strip());
      if (value >= least) {
        return value;
      }
      throw new NumberFormatException(value + " is below " + least);
    } catch (NumberFormatException e) {
      throw bad(name, "a whole number of at least %d, such as %d".formatted(least, least + 4), e);
    }
  }

  /** A number in {@code [least, most]}. */
  public double number(String name, double least, double most) {
    try {
      double value = Double.parseDouble(text(name).strip());
      if (value >= least && value <= most) {
        return value;
      }
      throw new NumberFormatException(value + " is out of range");
    } catch (NumberFormatException e) {
      throw bad(name, "a number from %s to %s, such as %s".formatted(least, most, least), e);
    }
  }

  private IllegalArgumentException bad(String name, String wanted, Exception cause) {
    return new IllegalArgumentException(
        "parameter '%s' of policy '%s' must be %s, not '%s'"
            .formatted(name, suite, wanted, text(name)),
        cause);
  }
}
