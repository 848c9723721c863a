package dev.hearth.benchmarks.suites.live;

import dev.hearth.benchmarks.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run of a suite found.
 *
 * @param version of this form
 * @param at when it ended, UTC
 * @param machine it ran on, with the load average at the end
 * @param rules what was expected of it: whether it was so, and the figure
 * @param left what did not run, and why
 */
record Report(
    int version,
    String suite,
    String command,
    String at,
    String machine,
    List<Table> tables,
    List<Rule> rules,
    List<String> left) {
  private static final int VERSION = 1;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** An expectation and what became of it. */
  record Rule(String rule, boolean holds, String seen) {}

  static Report of(
      Suite suite, String command, List<Table> tables, List<Rule> rules, List<String> left) {
    return new Report(
        VERSION,
        suite.id(),
        command,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        Machine.description(),
        tables,
        rules,
        left);
  }

  void write(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(file, JSON.writeValueAsString(this) + "\n");
  }

  void print() {
    System.out.printf("%s, %s%n%s%n", suite, at, machine);
    tables.forEach(table -> System.out.print(table.text()));
    System.out.println();
    rules.forEach(
        rule ->
            System.out.printf(
                "%s  %s: %s%n", rule.holds() ? "holds " : "MISSED", rule.rule(), rule.seen()));
    left.forEach(each -> System.out.println("not run: " + each));
  }

  /** The rows of a table. */
  List<Map<String, Object>> rows(String table) {
    return tables.stream()
        .filter(each -> each.name().equals(table))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no table '" + table + "'"))
        .rows();
  }
}
