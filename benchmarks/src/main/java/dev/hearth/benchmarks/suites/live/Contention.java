package dev.hearth.benchmarks.suites.live;

import dev.hearth.benchmarks.suites.live.Report.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** Test cases 1, 11 and 12: what a function has of the machine, alone and beside others. */
final class Contention {
  private static final List<String> CORES = List.of("0.25", "0.5", "1", "2");
  private static final int HOGS = 2 * Runtime.getRuntime().availableProcessors();
  private static final int ROUNDS = 5;
  private static final double LIMIT = 1.10;

  /** What runs beside the victim. */
  private enum Beside {
    NOTHING("0"),
    QUOTA("0.02"),
    FREE("2");

    private final String cores;

    Beside(String cores) {
      this.cores = cores;
    }
  }

  private final Stage stage;
  private final Plan plan;
  private final Known alu;
  private final Known memory;
  private final Deployed function;
  private final List<Rule> rules;

  Contention(Stage stage, Plan plan, List<Known> all, Deployed function, List<Rule> rules) {
    this.stage = stage;
    this.plan = plan;
    this.alu = Plan.find(all, Suite.SERVERLESSBENCH, "alu");
    this.memory = Plan.find(all, Suite.SERVERLESSBENCH, "memory");
    this.function = function;
    this.rules = rules;
  }

  private String resources(String cores) {
    return "{memory: %dMiB, cpu: %s}".formatted(function.language().mebibytes(), cores);
  }

  /** Case 1: the same work with less and more of a core. */
  Table resources() throws IOException {
    var table = new Table("resources", "case 1, ms the code took with so many cores");
    for (String cores : CORES) {
      Deployed one = stage.deploy(function.named("cores").with("resources", resources(cores)));
      var found = new ArrayList<Double>();
      for (int i = 0; i < plan.warmUp() + plan.repeats(); i++) {
        double ms = stage.call(one, alu.event()).checked(alu, alu.n()).functionMs();
        if (i >= plan.warmUp()) {
          found.add(ms);
        }
      }
      stage.remove(one);
      Map<String, Object> _ =
          table.row(
              "function", function.name(),
              "cores", cores,
              "p50", Sample.of(found).median(),
              "least", Sample.of(found).least());
    }
    return table;
  }

  /** Case 11: beside functions that copy memory. */
  Table memory() throws IOException {
    return beside(
        new Table("memory", "case 11, ms: copies of a mebibyte, beside functions that copy"),
        memory);
  }

  /** Case 12: beside functions that compute. */
  Table isolation() throws IOException {
    Table table =
        beside(
            new Table(
                "isolation",
                "case 12, ms: arithmetic beside %d hogs, with 0.02 of a core each and with as much"
                        .formatted(HOGS)
                    + " as there is; slower is against nothing beside it, in turns"),
            alu);
    var quota = (Double) table.rows().get(1).get("slower");
    var free = (Double) table.rows().get(2).get("slower");
    if (quota != null && free != null) {
      rules.add(
          new Rule(
              function.name()
                  + ": hogs under a quota slow a victim by 10 % at most, without by more",
              quota <= LIMIT && free > quota,
              "%.2f times under a quota, %.2f without".formatted(quota, free)));
    }
    return table;
  }

  private Table beside(Table table, Known known) throws IOException {
    var hogs = new EnumMap<Beside, List<Deployed>>(Beside.class);
    for (Beside each : List.of(Beside.QUOTA, Beside.FREE)) {
      Deployed hog =
          function
              .named(each.name().toLowerCase(java.util.Locale.ROOT))
              .with("resources", resources(each.cores));
      hogs.put(each, List.of(stage.deploy(hog)));
    }
    var found = new EnumMap<Beside, List<Double>>(Beside.class);
    warmUp(known);
    for (int round = 0; round < ROUNDS; round++) {
      for (Beside each : Beside.values()) {
        found
            .computeIfAbsent(each, _ -> new ArrayList<>())
            .addAll(round(known, hogs.getOrDefault(each, List.of())));
      }
    }
    hogs.values().forEach(all -> all.forEach(stage::remove));
    double alone = Sample.of(found.getOrDefault(Beside.NOTHING, List.of())).median();
    found.forEach(
        (each, ms) -> {
          Map<String, Object> _ =
              table.row(
                  "function", function.name(),
                  "beside", each.name().toLowerCase(java.util.Locale.ROOT),
                  "p50", Sample.of(ms).median(),
                  "p90", Sample.of(ms).at(0.9),
                  "slower", Sample.of(ms).median() / alone);
        });
    return table;
  }

  private void warmUp(Known known) {
    for (int i = 0; i < plan.warmUp(); i++) {
      var _ = stage.call(function, known.event()).checked(known, known.n());
    }
  }

  /** Calls of the victim while the hogs are called without a pause. */
  private List<Double> round(Known known, List<Deployed> hogs) {
    var stop = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Deployed hog : hogs) {
        for (int i = 0; i < HOGS; i++) {
          threads.execute(() -> keepBusy(hog, known, stop));
        }
      }
      var found = new ArrayList<Double>();
      for (int i = 0; i < plan.repeats(); i++) {
        found.add(stage.call(function, known.event()).checked(known, known.n()).functionMs());
      }
      stop.set(true);
      return found;
    } finally {
      stop.set(true);
    }
  }

  private void keepBusy(Deployed hog, Known known, AtomicBoolean stop) {
    while (!stop.get()) {
      var _ = stage.call(hog, known.event());
    }
  }
}
