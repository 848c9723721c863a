package dev.hearth.simulator.workload;

import dev.hearth.kernel.Suite.Parameter;
import dev.hearth.policies.parameter.Nearest;
import dev.hearth.policies.parameter.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The values of what can be set on a generator or a trace format: what was set, else the default.
 * As text both are {@code name} or {@code name:key=value,key=value}.
 */
public final class Settings {
  private final String owner;
  private final TreeMap<String, String> values = new TreeMap<>();

  /**
   * Fills in defaults.
   *
   * @param owner as messages name it
   * @throws IllegalArgumentException if something is set that is not declared, naming the nearest
   */
  public Settings(String owner, List<Parameter> declared, Map<String, String> set) {
    this.owner = owner;
    declared.forEach(parameter -> values.put(parameter.name(), parameter.defaultValue()));
    set.forEach(
        (name, value) -> {
          if (!values.containsKey(name)) {
            throw new IllegalArgumentException(
                "%s has no parameter '%s'; did you mean '%s'? It takes %s"
                    .formatted(
                        owner,
                        name,
                        Nearest.to(name, values.keySet()),
                        String.join(", ", values.keySet())));
          }
          values.put(name, value);
        });
  }

  /** The part of a specification before the colon. */
  public static String name(String specification) {
    int colon = specification.indexOf(':');
    return (colon < 0 ? specification : specification.substring(0, colon)).strip();
  }

  /**
   * The part after the colon.
   *
   * @throws IllegalArgumentException if it is not a list of {@code key=value}
   */
  public static Map<String, String> set(String specification) {
    var set = new TreeMap<String, String>();
    int colon = specification.indexOf(':');
    if (colon < 0) {
      return set;
    }
    for (var part : specification.substring(colon + 1).split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "'%s' in '%s' is not a parameter: write name:key=value,key=value, such as"
                    .formatted(part, specification)
                + " poisson:rate=5,hours=1");
      }
      var key = part.substring(0, equals).strip();
      if (set.put(key, part.substring(equals + 1).strip()) != null) {
        throw new IllegalArgumentException(
            "'%s' is set twice in '%s'".formatted(key, specification));
      }
    }
    return set;
  }

  /** All values in the order of their names; equal settings give equal texts. */
  public String canonical() {
    var text = new StringBuilder();
    values.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    return text.toString();
  }

  /** The text of a declared parameter. */
  public String text(String name) {
    var value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("%s did not declare '%s'".formatted(owner, name));
    }
    return value;
  }

  /** Whether the value is this word, which stands for nothing set. */
  public boolean is(String name, String word) {
    return text(name).equals(word);
  }

  /** A time in nanoseconds, at least 1. */
  public long nanos(String name) {
    try {
      long nanos = Quantity.nanos(text(name));
      if (nanos > 0) {
        return nanos;
      }
      throw new NumberFormatException("not positive");
    } catch (NumberFormatException e) {
      throw bad(name, "a time above 0 with its unit (ns, us, ms, s, m, h), such as 30s", e);
    }
  }

  /** An amount of memory in bytes. */
  public long bytes(String name) {
    try {
      return Quantity.bytes(text(name));
    } catch (NumberFormatException e) {
      throw bad(name, "an amount of memory with its unit (B, KiB, MiB, GiB), such as 256MiB", e);
    }
  }

  /**
   * A whole number in {@code [least, most]}, with {@code k}, {@code M} or {@code G} for thousands.
   */
  public long count(String name, long least, long most) {
    try {
      long value = whole(text(name));
      if (value >= least && value <= most) {
        return value;
      }
      throw new NumberFormatException(value + " is out of range");
    } catch (NumberFormatException | ArithmeticException e) {
      throw bad(
          name, "a whole number from %d to %d, such as %d or 2k".formatted(least, most, least), e);
    }
  }

  private static long whole(String text) {
    int last = text.isEmpty() ? -1 : "kMG".indexOf(text.charAt(text.length() - 1));
    return last < 0
        ? Long.parseLong(text)
        : new BigDecimal(text.substring(0, text.length() - 1))
            .scaleByPowerOfTen(3 * (last + 1))
            .longValueExact();
  }

  /** A number in {@code [least, most]}. */
  public double number(String name, double least, double most) {
    try {
      double value = Double.parseDouble(text(name));
      if (value >= least && value <= most) {
        return value;
      }
      throw new NumberFormatException(value + " is out of range");
    } catch (NumberFormatException e) {
      throw bad(name, "a number from %s to %s".formatted(least, most), e);
    }
  }

  /** One of these words. */
  public String word(String name, List<String> words) {
    var value = text(name);
    if (words.contains(value)) {
      return value;
    }
    throw bad(name, "one of %s".formatted(String.join(", ", words)), null);
  }

  private IllegalArgumentException bad(
      String name, String wanted, @org.jspecify.annotations.Nullable Exception cause) {
    return new IllegalArgumentException(
        "parameter '%s' of %s must be %s, not '%s'".formatted(name, owner, wanted, text(name)),
        cause);
  }
}
