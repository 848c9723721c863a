package dev.hearth.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a query in Prometheus' language, as much of it as dashboards and alerts here use, and says
 * which series it asks for and by which labels. What it does not know it refuses.
 */
final class PromQl {
  /** A metric with all labels that the query takes it to have. */
  record Use(String metric, Set<String> labels) {}

  private static final Set<String> AGGREGATES = Set.of("sum", "min", "max", "avg", "count");
  private static final Set<String> OF_RANGES = Set.of("rate", "increase", "deriv");
  private static final Set<String> FUNCTIONS = Set.of("histogram_quantile", "scalar");
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:([A-Za-z_:][A-Za-z0-9_:]*)|(\\d+(?:\\.\\d+)?|\\.\\d+)|(\"[^\"]*\")"
              + "|(\\[(?:\\d+[smhd]|\\$__rate_interval)\\])|(=~|!~|!=|==|>=|<=|[-+*/<>=(){},]))");
  private static final Set<String> OPERATORS =
      Set.of("+", "-", "*", "/", ">", "<", ">=", "<=", "==", "!=", "and", "or", "unless");

  private final String text;
  private final List<String> tokens = new ArrayList<>();
  private final List<Use> uses = new ArrayList<>();
  private int at;

  private PromQl(String text) {
    this.text = text;
    Matcher matcher = TOKEN.matcher(text);
    int end = 0;
    while (end < text.length() && matcher.find(end) && matcher.start() == end) {
      tokens.add(matcher.group().strip());
      end = matcher.end();
    }
    if (!text.substring(end).isBlank()) {
      throw wrong("something unknown stands at '" + text.substring(end) + "'");
    }
  }

  static List<Use> read(String text) {
    var query = new PromQl(text);
    query.expression();
    if (query.at < query.tokens.size()) {
      throw query.wrong("there is more after its end: '" + query.peek() + "'");
    }
    if (query.uses.isEmpty()) {
      throw query.wrong("it asks for no series");
    }
    return query.uses;
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(what + " in " + text);
  }

  private String peek() {
    return at < tokens.size() ? tokens.get(at) : "";
  }

  private String next() {
    if (at == tokens.size()) {
      throw wrong("the end comes too early");
    }
    return tokens.get(at++);
  }

  private void expect(String token) {
    String found = next();
    if (!found.equals(token)) {
      throw wrong("'" + token + "' is missing before '" + found + "'");
    }
  }

  private void expression() {
    term();
    while (OPERATORS.contains(peek())) {
      next();
      term();
    }
  }

  private void term() {
    String token = next();
    if (token.equals("(")) {
      expression();
      expect(")");
    } else if (AGGREGATES.contains(token)) {
      aggregate();
    } else if (OF_RANGES.contains(token)) {
      expect("(");
      selector(next());
      if (!next().startsWith("[")) {
        throw wrong(token + " needs a range");
      }
      expect(")");
    } else if (FUNCTIONS.contains(token)) {
      arguments();
    } else if (Character.isLetter(token.charAt(0))) {
      selector(token);
    } else if (!Character.isDigit(token.charAt(0))) {
      throw wrong("'" + token + "' begins nothing");
    }
  }

  private void arguments() {
    expect("(");
    expression();
    while (peek().equals(",")) {
      next();
      expression();
    }
    expect(")");
  }

  /** What is grouped by must be a label of all that is aggregated. */
  private void aggregate() {
    Set<String> labels = new TreeSet<>();
    if (peek().equals("by") || peek().equals("without")) {
      next();
      labels = labels();
    }
    int first = uses.size();
    arguments();
    for (int place = first; place < uses.size(); place++) {
      var all = new TreeSet<>(uses.get(place).labels());
      all.addAll(labels);
      uses.set(place, new Use(uses.get(place).metric(), all));
    }
  }

  private Set<String> labels() {
    var labels = new TreeSet<String>();
    expect("(");
    while (!peek().equals(")")) {
      labels.add(next());
      if (peek().equals(",")) {
        next();
      }
    }
    expect(")");
    return labels;
  }

  private void selector(String name) {
    var labels = new TreeSet<String>();
    if (peek().equals("{")) {
      next();
      while (!peek().equals("}")) {
        labels.add(next());
        if (!Set.of("=", "!=", "=~", "!~").contains(next())) {
          throw wrong("a label of " + name + " is compared by nothing known");
        }
        String value = next();
        if (!value.startsWith("\"")) {
          throw wrong("a label of " + name + " is compared with " + value);
        }
        Pattern.compile(value.substring(1, value.length() - 1).replace("$", ""));
        if (peek().equals(",")) {
          next();
        }
      }
      expect("}");
    }
    uses.add(new Use(name, labels));
  }
}
