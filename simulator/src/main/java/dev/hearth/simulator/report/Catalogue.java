package dev.hearth.simulator.report;

import dev.hearth.kernel.Suite;
import dev.hearth.policies.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Every policy of the registry in words: for a terminal, and as the page {@code docs/policies.md},
 * which is never written by hand.
 */
public final class Catalogue {
  private static final int WIDTH = 110;

  private final Registry registry;

  public Catalogue(Registry registry) {
    this.registry = registry;
  }

  /** A line for each policy. */
  public String overview() {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("ID", "ROLES", "SCOPE", "SOURCE"));
    for (var suite : registry.all()) {
      rows.add(List.of(suite.id(), roles(suite), scope(suite), suite.source()));
    }
    return TextTable.words(rows, WIDTH)
        + "\n'hearth policies ID' explains one with its parameters.\n";
  }

  /**
   * All about one policy.
   *
   * @throws IllegalArgumentException naming the nearest one, if there is none of this id
   */
  public String details(String id) {
    var suite = registry.find(id);
    var facts =
        TextTable.words(
            List.of(
                List.of("policy", suite.id()),
                List.of("roles", roles(suite)),
                List.of("scope", scope(suite)),
                List.of("source", suite.source())),
            WIDTH);
    return suite.parameters().isEmpty()
        ? facts + "\nIt takes no parameters.\n"
        : facts + "\n" + parameters(suite) + "\nAs in: --policies " + example(suite) + "\n";
  }

  private static String parameters(Suite suite) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("PARAMETER", "UNIT", "DEFAULT", "MEANING"));
    for (var parameter : suite.parameters()) {
      rows.add(
          List.of(
              parameter.name(), unit(parameter), parameter.defaultValue(), parameter.meaning()));
    }
    return TextTable.words(rows, WIDTH);
  }

  /** The page of all policies. */
  public String markdown() {
    var page =
        new StringBuilder(
            """
            # Policies

            Every policy Hearth has, as `./hearth policies` prints it. This page is made by
            `./hearth policies --markdown > docs/policies.md`; do not edit it.
            [How to try one](simulate.md), [what each does here](techniques.md), [how to add one](add-a-policy.md).

            | id | roles | scope | source |
            | --- | --- | --- | --- |
            """);
    for (var suite : registry.all()) {
      page.append(
          row(
              "[`%s`](#%s)".formatted(suite.id(), suite.id()),
              roles(suite),
              scope(suite),
              escaped(suite.source())));
    }
    registry.all().forEach(suite -> page.append(section(suite)));
    return page.toString();
  }

  private static String section(Suite suite) {
    var text = new StringBuilder("\n## " + suite.id() + "\n\n");
    text.append(escaped(suite.source())).append(".\n\n".substring(endsItself(suite) ? 1 : 0));
    if (suite.parameters().isEmpty()) {
      return text.append("No parameters.\n").toString();
    }
    return text.append(rows(suite.parameters()))
        .append("\n`--policies ")
        .append(example(suite))
        .append("`\n")
        .toString();
  }

  /** A Markdown table of parameters. */
  static String rows(List<Suite.Parameter> parameters) {
    var text =
        new StringBuilder("| parameter | unit | default | meaning |\n| --- | --- | --- | --- |\n");
    for (var parameter : parameters) {
      text.append(
          row(
              "`" + parameter.name() + "`",
              unit(parameter),
              "`" + parameter.defaultValue() + "`",
              escaped(parameter.meaning())));
    }
    return text.toString();
  }

  private static boolean endsItself(Suite suite) {
    return suite.source().endsWith(".");
  }

  private static String example(Suite suite) {
    var first = suite.parameters().getFirst();
    return "%s:%s=%s".formatted(suite.id(), first.name(), first.defaultValue());
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }

  private static String unit(Suite.Parameter parameter) {
    return parameter.unit().isEmpty() ? "-" : parameter.unit();
  }

  private static String roles(Suite suite) {
    return suite.roles().stream()
        .sorted()
        .map(role -> role.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  private static String scope(Suite suite) {
    return suite.scope().name().toLowerCase(Locale.ROOT);
  }
}
