package dev.hearth.benchmarks.suites.live;

import dev.hearth.benchmarks.suites.live.Plan.Cell;
import dev.hearth.benchmarks.suites.live.Report.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * ServerlessBench: its twelve test cases, in the order of the paper, in each language and sandbox.
 */
final class Characterisation {
  /** The test cases by what {@code --case} calls them. */
  private static final List<String> CASES =
      List.of(
          "resources",
          "parallel",
          "chain",
          "application",
          "payload",
          "startup",
          "size",
          "concurrent",
          "state",
          "memory",
          "isolation");

  private final Stage stage;
  private final Plan plan;
  private final List<Known> all;
  private final Set<String> wanted;
  private final List<Table> tables = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();
  private final List<String> left = new ArrayList<>();

  Characterisation(Stage stage, Plan plan, List<Known> all) {
    this.stage = stage;
    this.plan = plan;
    this.all = List.copyOf(all);
    for (String name : plan.cases()) {
      if (!CASES.contains(name)) {
        throw new IllegalArgumentException(
            "'serverlessbench' has no test case '%s'; there are %s"
                .formatted(name, String.join(", ", CASES)));
      }
    }
    wanted = plan.cases().isEmpty() ? Set.copyOf(CASES) : plan.cases();
  }

  static List<String> cases() {
    return CASES;
  }

  Report run(String command) throws IOException {
    for (Cell cell : plan.cells(stage, left)) {
      Deployed function = Deployed.of(plan.suite(), cell.language(), cell.place());
      if (!stage.deployed(left, function)) {
        continue;
      }
      var compositions = new Compositions(stage, plan, all, function, rules);
      var starts = new Starts(stage, plan, all, function);
      var contention = new Contention(stage, plan, all, function, rules);
      attempt("resources", function, contention::resources);
      attempt("parallel", function, compositions::parallel);
      attempt("chain", function, () -> compositions.chain(left));
      attempt("application", function, compositions::application);
      attempt("payload", function, compositions::payload);
      attempt("startup", function, starts::startup);
      attempt("size", function, starts::size);
      attempt("concurrent", function, starts::concurrent);
      attempt("state", function, compositions::state);
      attempt("memory", function, contention::memory);
      attempt("isolation", function, contention::isolation);
      stage.remove(function);
    }
    return Report.of(plan.suite(), command, tables, rules, left);
  }

  /** A test case that gives rows of a table. */
  private interface Test {
    Table run() throws IOException;
  }

  private void attempt(String name, Deployed function, Test test) throws IOException {
    if (!wanted.contains(name)) {
      return;
    }
    try {
      Table found = test.run();
      Table known =
          tables.stream().filter(each -> each.name().equals(found.name())).findFirst().orElse(null);
      if (known == null) {
        tables.add(found);
      } else {
        known.rows().addAll(found.rows());
      }
      System.err.println("suites: " + name + " of " + function.name() + " is done");
    } catch (IllegalStateException e) {
      left.add("%s of %s: %s".formatted(name, function.name(), e.getMessage()));
    }
  }
}
