package dev.hearth.node.graph;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A condition on JSON: the part of GJSON's paths that KServe's users write.
 *
 * <ul>
 *   <li>{@code a.b.0}: there is such a value; numbers are places in arrays;
 *   <li>{@code a.#(b.c>=1.5)}: the array {@code a} has a first element whose {@code b.c} is so,
 *       with one of {@code == != < <= > >=}, and a number, {@code true}, {@code false}, {@code
 *       null} or a text in double quotes on the right; {@code #(b)}: one that has a {@code b};
 *   <li>{@code [@this].#(b=="x")}: the same of the whole value.
 * </ul>
 */
public final class Condition {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(\\[@this]|[\\w.-]+)\\.)?#\\(\\s*([\\w.-]+)\\s*(?:(==|!=|<=|>=|<|>)(.+))?\\)");
  private static final Pattern PATH = Pattern.compile("[\\w-]+(\\.[\\w-]+)*");
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");
  private static final int MAX_CHARACTERS = 256;

  private final String text;
  private final List<String> path;
  private final boolean whole;
  private final @Nullable Query query;

  private record Query(List<String> path, @Nullable String operator, @Nullable Literal literal) {}

  /** What stands on the right of an operator; a text or number, or else one of three words. */
  private record Literal(@Nullable String string, @Nullable Double number, String word) {}

  private Condition(String text, List<String> path, boolean whole, @Nullable Query query) {
    this.text = text;
    this.path = path;
    this.whole = whole;
    this.query = query;
  }

  /**
   * Reads a condition.
   *
   * @throws IllegalArgumentException if it is more of GJSON than is known here, with what is
   */
  public static Condition parse(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw refused(text.substring(0, MAX_CHARACTERS) + "...");
    }
    String stripped = text.strip();
    if (PATH.matcher(stripped).matches()) {
      return new Condition(text, keys(stripped), false, null);
    }
    Matcher form = FORM.matcher(stripped);
    if (!form.matches()) {
      throw refused(text);
    }
    String before = form.group(1);
    boolean whole = "[@this]".equals(before);
    var query =
        new Query(
            checked(text, form.group(2)),
            form.group(3),
            Optional.ofNullable(form.group(4)).map(right -> literal(text, right)).orElse(null));
    List<String> path = before == null || whole ? List.of() : checked(text, before);
    return new Condition(text, path, whole, query);
  }

  private static List<String> checked(String text, String path) {
    if (!PATH.matcher(path).matches()) {
      throw refused(text);
    }
    return keys(path);
  }

  private static List<String> keys(String path) {
    return List.of(path.split("\\.", -1));
  }

  private static Literal literal(String text, String right) {
    String value = right.strip();
    if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
      String inside = value.substring(1, value.length() - 1);
      if (inside.indexOf('"') >= 0 || inside.indexOf('\\') >= 0) {
        throw refused(text);
      }
      return new Literal(inside, null, "");
    }
    if (value.equals("true") || value.equals("false") || value.equals("null")) {
      return new Literal(null, null, value);
    }
    if (!NUMBER.matcher(value).matches()) {
      throw refused(text);
    }
    return new Literal(null, Double.valueOf(value), "");
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        ("the condition '%s' is not one that is known here; write a path such as predictions.0,"
                + " or [@this].#(source_type==1), or items.#(name==\"a\"), with == != < <= > >=")
            .formatted(text));
  }

  /** Whether it holds. */
  boolean holds(JsonNode value) {
    JsonNode at = at(value, path);
    if (at.isMissingNode()) {
      return false;
    }
    Query asked = query;
    if (asked == null) {
      return true;
    }
    if (whole) {
      return matches(asked, at);
    }
    return at.isArray() && at.valueStream().anyMatch(element -> matches(asked, element));
  }

  private static JsonNode at(JsonNode value, List<String> path) {
    JsonNode at = value;
    for (String key : path) {
      at = at.isArray() ? element(at, key) : at.path(key);
    }
    return at;
  }

  private static JsonNode element(JsonNode array, String key) {
    boolean place = key.length() < 10 && key.chars().allMatch(Character::isDigit);
    return array.path(place ? Integer.parseInt(key) : -1);
  }

  private static boolean matches(Query query, JsonNode element) {
    JsonNode found = at(element, query.path());
    Literal literal = query.literal();
    String operator = query.operator();
    if (found.isMissingNode() || literal == null || operator == null) {
      return !found.isMissingNode();
    }
    if (literal.string() != null) {
      return found.isString()
          && compares(operator, found.stringValue().compareTo(literal.string()));
    }
    if (literal.number() != null) {
      return found.isNumber()
          && compares(operator, Double.compare(found.asDouble(), literal.number()));
    }
    boolean equal = found.toString().equals(literal.word());
    return (operator.equals("==") && equal) || (operator.equals("!=") && !equal);
  }

  private static boolean compares(String operator, int order) {
    return switch (operator) {
      case "==" -> order == 0;
      case "!=" -> order != 0;
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Condition condition && text.equals(condition.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
