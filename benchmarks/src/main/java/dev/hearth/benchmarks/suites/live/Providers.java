package dev.hearth.benchmarks.suites.live;

import dev.hearth.benchmarks.suites.live.Plan.Cell;
import dev.hearth.benchmarks.suites.live.Report.Rule;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * FaaSdom: four tests in each language, the latencies as series, and what the same calls cost by
 * the price lists of providers.
 */
final class Providers {
  private static final int LISTS = 4;
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  private final Stage stage;
  private final Plan plan;
  private final List<Known> cases;
  private final List<Price> prices;
  private final Table tests =
      new Table("tests", "milliseconds; function is what the node says the code ran");
  private final Table bills =
      new Table("bills", "dollars for a million calls like the warm ones, by price list");
  private final Table series = new Table("series", "milliseconds of each warm call in its order");

  Providers(Stage stage, Plan plan, List<Known> all, List<Price> prices) {
    this.stage = stage;
    this.plan = plan;
    cases = plan.known(all);
    this.prices = List.copyOf(prices);
  }

  Report run(String command) throws IOException {
    var left = new ArrayList<String>();
    var ran = new HashSet<String>();
    for (Cell cell : plan.cells(stage, left)) {
      Deployed warm = Deployed.of(plan.suite(), cell.language(), cell.place());
      Deployed cold = warm.cold();
      if (!stage.deployed(left, warm, cold)) {
        continue;
      }
      for (Known known : cases) {
        try {
          measure(cell, known, warm, cold);
          ran.add(known.name() + cell.language());
        } catch (IllegalStateException e) {
          left.add("%s of %s: %s".formatted(known.name(), warm.name(), e.getMessage()));
        }
      }
      stage.remove(cold);
      stage.remove(warm);
    }
    int wanted = cases.size() * plan.languages().size();
    var rules =
        List.of(
            new Rule(
                "every test in every language",
                ran.size() == wanted,
                "%d of %d".formatted(ran.size(), wanted)),
            new Rule(
                "billed by at least four price lists",
                prices.size() >= LISTS,
                prices.size() + " price lists"));
    return Report.of(plan.suite(), command, List.of(tests, bills, series), rules, left);
  }

  private void measure(Cell cell, Known known, Deployed warm, Deployed cold) {
    var first = new ArrayList<Double>();
    for (int i = 0; i < plan.colds(); i++) {
      stage.awaitNone(cold);
      first.add(stage.call(cold, known.event()).checked(known, known.n()).ms());
    }
    for (int i = 0; i < plan.warmUp(); i++) {
      var _ = stage.call(warm, known.event()).checked(known, known.n());
    }
    var again = new ArrayList<Double>();
    var nanos = new ArrayList<Long>();
    for (int i = 0; i < plan.repeats(); i++) {
      Called called = stage.call(warm, known.event()).checked(known, known.n());
      again.add(called.ms());
      nanos.add(Math.round(Split.phase(stage.record(called), "function") * 1e6));
    }
    Sample latency = Sample.of(again);
    Object[] which = {
      "test", known.name(), "language", cell.language().id(), "sandbox", cell.place().id()
    };
    Map<String, Object> row = tests.row(which);
    row.put("cold p50", Sample.of(first).median());
    row.put("warm p50", latency.median());
    row.put("p90", latency.at(0.9));
    row.put("function p50", Sample.of(nanos.stream().map(each -> each / 1e6).toList()).median());
    Map<String, Object> billed = bills.row(which);
    billed.put("MiB", cell.language().mebibytes());
    for (Price price : prices) {
      BigDecimal million =
          price
              .bill(cell.language().mebibytes(), nanos)
              .multiply(MILLION)
              .divide(BigDecimal.valueOf(nanos.size()), java.math.MathContext.DECIMAL64);
      billed.put(price.name(), million.doubleValue());
    }
    series.row(which).put("ms", again);
  }
}
