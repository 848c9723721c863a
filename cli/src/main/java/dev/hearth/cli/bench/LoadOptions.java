package dev.hearth.cli.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How much load, and for how long. */
final class LoadOptions {
  private static final int MOST_AT_ONCE = 20_000;

  enum Arrivals {
    POISSON,
    CONSTANT
  }

  @Option(
      names = {"-c", "--concurrency"},
      paramLabel = "N",
      split = ",",
      description = "Closed loop: so many callers; of several numbers a row each (default: 1).")
  private List<Integer> concurrencies = new ArrayList<>();

  @Option(
      names = {"-r", "--rate"},
      paramLabel = "PER_SECOND",
      split = ",",
      description =
          "Open loop: requests at a rate, whatever becomes of those before; latency counts from"
              + " when each should have been sent.")
  private List<Double> rates = new ArrayList<>();

  @Option(
      names = "--arrivals",
      paramLabel = "KIND",
      defaultValue = "poisson",
      description = "Open loop: poisson or constant (default: poisson).")
  private Arrivals arrivals = Arrivals.POISSON;

  @Option(
      names = "--max-in-flight",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Open loop: what would exceed it is counted as dropped (default: 1000).")
  private int maxInFlight;

  @Option(
      names = {"-d", "--duration"},
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "How long each row is measured (default: 10s).")
  private String duration = "";

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      defaultValue = "2s",
      description = "Load before each row that is not measured (default: 2s).")
  private String warmUp = "";

  @Option(
      names = {"-n", "--requests"},
      paramLabel = "N",
      description = "Measure no more than so many requests a row.")
  private Optional<Long> requests = Optional.empty();

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "1",
      description = "Measure each row so often (default: 1).")
  private int repeat;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "After which a request counts as not answered (default: 30s).")
  private String timeout = "";

  @Option(
      names = "--objective",
      paramLabel = "TIME",
      defaultValue = "100ms",
      description = "Latency within which an answer counts as goodput (default: 100ms).")
  private String objective = "";

  Duration timeout() {
    return Arguments.duration("--timeout", timeout);
  }

  /** A plan for each row. */
  List<LoadPlan> plans(long seed) {
    var plans = new ArrayList<LoadPlan>();
    for (Load load : loads()) {
      for (int i = 0; i < repeat; i++) {
        plans.add(plan(load, seed));
      }
    }
    if (plans.isEmpty()) {
      throw Arguments.usage("--repeat %d is no number of times; it is 1 or more".formatted(repeat));
    }
    return plans;
  }

  private LoadPlan plan(Load load, long seed) {
    Duration measured = Arguments.duration("--duration", duration);
    if (measured.isZero()) {
      throw Arguments.usage("--duration %s is no time to measure in".formatted(duration));
    }
    if (requests.orElse(1L) < 1) {
      throw Arguments.usage("--requests %d is not 1 or more".formatted(requests.orElse(0L)));
    }
    return new LoadPlan(
        load,
        Arguments.duration("--warm-up", warmUp),
        measured,
        requests.orElse(Long.MAX_VALUE),
        bounded("--max-in-flight", maxInFlight),
        timeout(),
        Arguments.duration("--objective", objective),
        seed);
  }

  private List<Load> loads() {
    if (!rates.isEmpty() && !concurrencies.isEmpty()) {
      throw Arguments.usage(
          "--rate is an open loop and --concurrency a closed one; say one of them");
    }
    var loads = new ArrayList<Load>();
    for (double rate : rates) {
      if (!(rate > 0 && rate <= 1e6)) {
        throw Arguments.usage("--rate %s is not above 0 and at most 1000000".formatted(rate));
      }
      loads.add(new Load.Open(rate, arrivals == Arrivals.POISSON));
    }
    for (int concurrency : concurrencies) {
      loads.add(new Load.Closed(bounded("--concurrency", concurrency)));
    }
    return loads.isEmpty() ? List.of(new Load.Closed(1)) : loads;
  }

  private static int bounded(String option, int value) {
    if (value < 1 || value > MOST_AT_ONCE) {
      throw Arguments.usage("%s %d is not from 1 to %d".formatted(option, value, MOST_AT_ONCE));
    }
    return value;
  }
}
