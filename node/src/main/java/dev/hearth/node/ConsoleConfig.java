package dev.hearth.node;

import dev.hearth.node.console.ConsoleLimits;
import java.util.List;

/** What a node is told of its console. */
final class ConsoleConfig {
  static final List<String> KEYS =
      List.of("console.watchers", "console.reports", "console.report-size");

  private ConsoleConfig() {}

  static ConsoleLimits of(Section top) {
    ConsoleLimits defaults = ConsoleLimits.DEFAULTS;
    Section section = top.section("console");
    return new ConsoleLimits(
        section.count("watchers", 0, 1_000).orElse(defaults.watchers()),
        defaults.deployments(),
        defaults.moments(),
        defaults.decisions(),
        section.count("reports", 0, 10_000).orElse(defaults.reports()),
        section.bytes("report-size").orElse(defaults.reportBytes()));
  }
}
