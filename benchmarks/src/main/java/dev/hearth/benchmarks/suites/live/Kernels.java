package dev.hearth.benchmarks.suites.live;

import dev.hearth.benchmarks.suites.live.Plan.Cell;
import dev.hearth.benchmarks.suites.live.Report.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * FunctionBench: every kernel in every language and sandbox, cold and warm, its answers held
 * against their checksums, and what the size of its input does to the time.
 */
final class Kernels {
  /** Kernels that use a processor and nothing else. */
  private static final Set<String> COMPUTE =
      Set.of(
          "float",
          "matmul",
          "linpack",
          "aes",
          "html",
          "json",
          "gzip",
          "image",
          "video",
          "training",
          "serving",
          "mapreduce");

  private static final double[] FACTORS = {0.5, 1, 1.5, 2};
  private static final int SIZE_REPEATS = 5;
  private static final double VARIATION_LIMIT = 0.10;
  private static final double LINEAR_FIT = 0.95;
  private static final int KERNELS_WANTED = 12;

  private final Stage stage;
  private final Plan plan;
  private final List<Known> cases;
  private final Table calls =
      new Table(
          "calls",
          "milliseconds; cold is the first call of an instance that was not there, init its start,"
              + " cv the coefficient of variation of the warm calls, function what the code itself"
              + " took, cpu its processor time (in jvm and photons its time)");
  private final Table sizes =
      new Table(
          "sizes",
          "the fastest of five calls at 0.5, 1, 1.5 and 2 times the usual size, and how well a"
              + " straight line over the work (size, its square or cube) fits its processor time");

  Kernels(Stage stage, Plan plan, List<Known> all) {
    this.stage = stage;
    this.plan = plan;
    cases = plan.known(all);
  }

  Report run(String command) throws IOException {
    var left = new ArrayList<String>();
    var ran = new TreeSet<String>();
    for (Cell cell : plan.cells(stage, left)) {
      Deployed warm = Deployed.of(plan.suite(), cell.language(), cell.place());
      Deployed cold = warm.cold();
      if (!stage.deployed(left, warm, cold)) {
        continue;
      }
      for (Known known : cases) {
        try {
          measure(cell, known, warm, cold);
          ran.add(known.name());
        } catch (IllegalStateException e) {
          left.add("%s of %s: %s".formatted(known.name(), warm.name(), e.getMessage()));
        }
      }
      stage.remove(cold);
      stage.remove(warm);
      System.err.println("suites: " + warm.name() + " is done");
    }
    return Report.of(plan.suite(), command, List.of(calls, sizes), rules(ran, left), left);
  }

  private void measure(Cell cell, Known known, Deployed warm, Deployed cold) {
    var first = new ArrayList<Called>();
    var inits = new ArrayList<Double>();
    for (int i = 0; i < plan.colds(); i++) {
      stage.awaitNone(cold);
      Called called = stage.call(cold, known.event()).checked(known, known.n());
      first.add(called);
      inits.add(stage.split(called).init());
    }
    for (int i = 0; i < plan.warmUp(); i++) {
      var _ = stage.call(warm, known.eventWithCpu(known.n())).checked(known, known.n());
    }
    var again = new ArrayList<Called>();
    for (int i = 0; i < plan.repeats(); i++) {
      again.add(stage.call(warm, known.eventWithCpu(known.n())).checked(known, known.n()));
    }
    Sample latency = Sample.of(again.stream().map(Called::ms).toList());
    Sample function = Sample.of(again.stream().map(Called::functionMs).toList());
    Sample cpu = Sample.of(again.stream().map(Called::cpuMs).toList());
    Map<String, Object> _ =
        calls.row(
            "case", known.name(),
            "language", cell.language().id(),
            "sandbox", cell.place().id(),
            "n", known.n(),
            "cold", Sample.of(first.stream().map(Called::ms).toList()).median(),
            "init", Sample.of(inits).median(),
            "warm p50", latency.median(),
            "least", latency.least(),
            "most", latency.most(),
            "cv", latency.variation(),
            "function p50", function.median(),
            "cpu p50", cpu.median(),
            "cpu cv", cpu.variation());
    if (COMPUTE.contains(known.name())) {
      sweep(cell, known, warm);
    }
  }

  private void sweep(Cell cell, Known known, Deployed warm) {
    int power = Plan.POWERS.getOrDefault(known.name(), 1);
    var work = new double[FACTORS.length];
    var ms = new double[FACTORS.length];
    var least = new double[FACTORS.length];
    for (int i = 0; i < FACTORS.length; i++) {
      long n = Math.round(known.n() * FACTORS[i]);
      work[i] = Math.pow((double) n, power);
      var called = new ArrayList<Called>();
      for (int j = 0; j < SIZE_REPEATS; j++) {
        called.add(stage.call(warm, known.eventWithCpu(n)).checked(known, n));
      }
      ms[i] = Sample.of(called.stream().map(Called::cpuMs).toList()).least();
      least[i] = Sample.of(called.stream().map(Called::ms).toList()).least();
    }
    Line line = Line.through(work, ms);
    Map<String, Object> _ =
        sizes.row(
            "case",
            known.name(),
            "language",
            cell.language().id(),
            "sandbox",
            cell.place().id(),
            "work",
            "n^" + power,
            "half",
            least[0],
            "usual",
            least[1],
            "one and a half",
            least[2],
            "double",
            least[3],
            "fit",
            line.fit());
  }

  private List<Rule> rules(Set<String> ran, List<String> left) {
    long wrong = left.stream().filter(each -> each.contains("checksum")).count();
    long steady = count(calls, "cv", 0, VARIATION_LIMIT);
    long steadyCode = count(calls, "cpu cv", 0, VARIATION_LIMIT);
    long straight = count(sizes, "fit", LINEAR_FIT, 1);
    int wanted = Math.min(KERNELS_WANTED, cases.size());
    return List.of(
        new Rule(
            "at least %d kernels ran".formatted(wanted),
            ran.size() >= wanted,
            ran.size() + " in " + calls.rows().size() + " cells"),
        new Rule("every answer has its checksum", wrong == 0, wrong + " cells with another"),
        new Rule(
            "warm calls vary by less than 10 %",
            steady == calls.rows().size(),
            "%d of %d cells (the processor time of the code: %d)"
                .formatted(steady, calls.rows().size(), steadyCode)),
        new Rule(
            "time is linear in the work (R² of at least 0.95)",
            straight == sizes.rows().size(),
            "%d of %d cells".formatted(straight, sizes.rows().size())));
  }

  private static long count(Table table, String column, double from, double to) {
    return table.rows().stream()
        .filter(row -> row.get(column) instanceof Double value && value >= from && value <= to)
        .count();
  }
}
