package dev.hearth.node;

import dev.hearth.inference.ModelException;
import dev.hearth.inference.ModelSource;
import dev.hearth.policies.parameter.Nearest;
import dev.hearth.policies.parameter.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;

/** One mapping of a manifest or configuration file whose keys are known beforehand. */
final class Section {
  private final String path;
  private final List<String> keys;
  private final Map<String, Yaml> entries;
  private final int line;

  private Section(String path, List<String> keys, Yaml.Mapping mapping) {
    this.path = path;
    this.keys = keys;
    this.entries = mapping.entries();
    this.line = mapping.line();
  }

  /**
   * A section that may hold only {@code keys}.
   *
   * @param path where it stands, empty for the whole document
   * @param keys as {@code key}, or {@code key.below} for what a section below it may hold
   */
  static Section of(Yaml yaml, String path, List<String> keys) {
    List<String> here = keys.stream().map(key -> key.split("\\.", 2)[0]).distinct().toList();
    if (!(yaml instanceof Yaml.Mapping mapping)) {
      throw new ConfigurationException(
          yaml.line(),
          "%s must be a mapping with keys among %s"
              .formatted(path.isEmpty() ? "the document" : "'" + path + "'", here));
    }
    mapping.entries().forEach((key, value) -> requireKnown(path, key, value.line(), here));
    return new Section(path, keys, mapping);
  }

  private static void requireKnown(String path, String key, int line, List<String> known) {
    if (!known.contains(key)) {
      throw new ConfigurationException(
          line,
          "there is no key '%s'; did you mean '%s'?"
              .formatted(inside(path, key), inside(path, Nearest.to(key, known))));
    }
  }

  Optional<Yaml> value(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** A section below this one; an empty one if it is absent. */
  Section section(String key) {
    Yaml below = value(key).orElse(new Yaml.Mapping(Map.of(), line));
    String prefix = key + ".";
    List<String> keysBelow =
        keys.stream()
            .filter(known -> known.startsWith(prefix))
            .map(known -> known.substring(prefix.length()))
            .toList();
    return of(below, inside(path, key), keysBelow);
  }

  Optional<String> text(String key) {
    return value(key).map(value -> scalar(key, value).text());
  }

  String required(String key) {
    return text(key)
        .orElseThrow(
            () -> new ConfigurationException(line, "'" + inside(path, key) + "' is missing"));
  }

  /** Where a file comes from. */
  ModelSource source(String key) {
    String text = required(key);
    try {
      return ModelSource.parse(text);
    } catch (ModelException e) {
      throw new ConfigurationException(
          value(key).map(Yaml::line).orElse(line), String.valueOf(e.getMessage()));
    }
  }

  Optional<Boolean> flag(String key) {
    return text(key)
        .map(
            text ->
                switch (text) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> throw wrong(key, "true or false");
                });
  }

  /** One of several words. */
  <T extends Enum<T>> Optional<T> choice(String key, Class<T> choices) {
    List<T> all = List.of(choices.getEnumConstants());
    List<String> words = all.stream().map(each -> word(each)).toList();
    return text(key)
        .map(
            text -> {
              int found = words.indexOf(text.toLowerCase(Locale.ROOT));
              if (found < 0) {
                throw wrong(key, "one of " + String.join(", ", words));
              }
              return all.get(found);
            });
  }

  /** Texts by name: {@code {KEY: value}}. */
  Map<String, String> texts(String key) {
    Yaml value = entries.get(key);
    if (value == null) {
      return Map.of();
    }
    if (value instanceof Yaml.Mapping mapping) {
      var texts = new TreeMap<String, String>();
      mapping.entries().forEach((name, text) -> texts.put(name, any(key, name, text)));
      return texts;
    }
    throw new ConfigurationException(
        value.line(), "'%s' must be a mapping such as {NAME: value}".formatted(inside(path, key)));
  }

  /** Several texts, or a single one: {@code [a, b]}; none if it is absent. */
  List<String> list(String key) {
    return value(key)
        .map(
            yaml ->
                yaml instanceof Yaml.Sequence list
                    ? list.items().stream().map(item -> scalar(key, item).text()).toList()
                    : List.of(scalar(key, yaml).text()))
        .orElse(List.of());
  }

  private String any(String key, String name, Yaml value) {
    if (value instanceof Yaml.Scalar scalar) {
      return scalar.text();
    }
    throw new ConfigurationException(
        value.line(), "'%s.%s' must have a single value".formatted(inside(path, key), name));
  }

  private static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Lists of dimensions by name: {@code {a: [1, 16]}}. */
  Map<String, List<Long>> shapes(String key) {
    Optional<Yaml> value = value(key);
    if (value.isEmpty()) {
      return Map.of();
    }
    var shapes = new TreeMap<String, List<Long>>();
    if (value.get() instanceof Yaml.Mapping mapping) {
      mapping.entries().forEach((name, shape) -> shapes.put(name, dimensions(key, shape)));
      return shapes;
    }
    throw new ConfigurationException(
        value.get().line(),
        "'%s' must be a mapping such as {input: [1, 16]}".formatted(inside(path, key)));
  }

  private List<Long> dimensions(String key, Yaml yaml) {
    try {
      if (yaml instanceof Yaml.Sequence sequence) {
        return sequence.items().stream()
            .map(each -> Long.parseUnsignedLong(scalar(key, each).text()))
            .toList();
      }
    } catch (NumberFormatException _) {
      // Said below, as for anything else that is no list of numbers.
    }
    throw new ConfigurationException(
        yaml.line(),
        "'%s' must have dimensions for each input, such as [1, 16]".formatted(inside(path, key)));
  }

  OptionalInt count(String key, int least, int most) {
    return parse(key, text -> Integer.parseInt(text.strip()))
        .map(
            value -> {
              if (value < least || value > most) {
                throw wrong(key, "a whole number from " + least + " to " + most);
              }
              return OptionalInt.of(value);
            })
        .orElse(OptionalInt.empty());
  }

  Optional<Double> number(String key) {
    return parse(key, text -> Double.parseDouble(text.strip()));
  }

  /** A number such as {@code 0.5} or {@code 1/255}. */
  Optional<Double> fraction(String key) {
    return text(key).map(text -> fraction(key, text));
  }

  /** One number, or a list of them. */
  Optional<List<Double>> fractions(String key) {
    return value(key)
        .map(
            yaml ->
                yaml instanceof Yaml.Sequence list
                    ? list.items().stream()
                        .map(item -> fraction(key, scalar(key, item).text()))
                        .toList()
                    : List.of(fraction(key, scalar(key, yaml).text())));
  }

  private double fraction(String key, String text) {
    int slash = text.indexOf('/');
    try {
      double number =
          slash < 0
              ? Double.parseDouble(text)
              : Double.parseDouble(text.substring(0, slash))
                  / Double.parseDouble(text.substring(slash + 1));
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException _) {
      // told below
    }
    throw new ConfigurationException(
        value(key).map(Yaml::line).orElse(line),
        "'%s' must be of numbers such as 0.5 or 1/255, not '%s'"
            .formatted(inside(path, key), text));
  }

  OptionalLong nanos(String key) {
    return boxed(parse(key, Quantity::nanos));
  }

  OptionalLong bytes(String key) {
    return boxed(parse(key, Quantity::bytes));
  }

  /** CPU in thousandths of a core: {@code 1}, {@code 0.5} or {@code 500m}. */
  OptionalInt cpuMillis(String key) {
    Optional<Integer> millis = parse(key, Section::millis);
    return millis.isPresent() ? OptionalInt.of(millis.get()) : OptionalInt.empty();
  }

  private static int millis(String text) {
    boolean inMillis = text.endsWith("m");
    BigDecimal number = new BigDecimal(inMillis ? text.substring(0, text.length() - 1) : text);
    BigDecimal millis = inMillis ? number : number.movePointRight(3);
    if (millis.signum() < 0) {
      throw new NumberFormatException(text + " is negative");
    }
    return millis.intValueExact();
  }

  private <T> Optional<T> parse(String key, Function<String, T> parser) {
    return text(key)
        .map(
            text -> {
              try {
                return parser.apply(text);
              } catch (ArithmeticException | NumberFormatException _) {
                throw wrong(key, form(key));
              }
            });
  }

  private static String form(String key) {
    return switch (key) {
      case "cpu" -> "cores such as 1, 0.5 or 500m";
      case "percentile" -> "a number such as 99";
      case "memory", "storage", "max-body", "max-held", "body-rate" ->
          "an amount of memory with its unit (B, KiB, MiB, GiB), such as 256MiB";
      case "latency",
          "max-delay",
          "zero-after",
          "timeout",
          "max-timeout",
          "max-age",
          "clock-skew",
          "reload",
          "headers-timeout",
          "body-grace",
          "drain-timeout",
          "rollout-timeout" ->
          "a time with its unit (ns, us, ms, s, m, h), such as 100ms";
      default -> "a whole number";
    };
  }

  /** The refusal of a key's value. */
  ConfigurationException wrong(String key, String wanted) {
    Yaml value = entries.get(key);
    return new ConfigurationException(
        value == null ? line : value.line(),
        "'%s' must be %s, not '%s'".formatted(inside(path, key), wanted, text(key).orElse("")));
  }

  /** What a key's value makes of it, any refusal told with the key and its line. */
  <T> T checked(String key, java.util.function.Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      Yaml at = entries.get(key);
      throw new ConfigurationException(
          at == null ? line : at.line(), inside(path, key) + ": " + e.getMessage());
    }
  }

  private Yaml.Scalar scalar(String key, Yaml value) {
    if (value instanceof Yaml.Scalar scalar && !scalar.text().isBlank()) {
      return scalar;
    }
    throw new ConfigurationException(
        value.line(), "'" + inside(path, key) + "' must have a single value");
  }

  private static OptionalLong boxed(Optional<Long> value) {
    return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
  }

  private static String inside(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
