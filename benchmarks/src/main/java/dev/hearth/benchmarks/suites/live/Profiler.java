package dev.hearth.benchmarks.suites.live;

import dev.hearth.benchmarks.suites.live.Plan.Cell;
import dev.hearth.benchmarks.suites.live.Report.Rule;
import dev.hearth.benchmarks.suites.live.Workload.Arrival;
import dev.hearth.benchmarks.suites.live.Workload.Distribution;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/**
 * FaaSProfiler: calls come when a workload says, whatever was answered; what the node noted of each
 * is split into queue, start and execution, and held against the latency.
 */
final class Profiler {
  private static final double RATE_TOLERANCE = 0.02;
  private static final double SUM_TOLERANCE_MS = 1;
  private static final double WANTED_MS = 20;
  private static final double WANTED_RATIO = 10;
  private static final int GUESSES = 4;
  private static final long GUESS = 20_000;

  private final Stage stage;
  private final Plan plan;
  private final List<Known> all;
  private final Workload workload;
  private final Table rates =
      new Table(
          "rates",
          "calls a second as asked, as drawn by the seed, as sent; how late they were sent");
  private final Table splits =
      new Table(
          "splits",
          "milliseconds by the node's records; off is how far queue, init and execution together"
              + " are from its latency, at most, and from the caller's, half of the calls");
  private final Table colds =
      new Table("cold", "a function of 20 ms: what its first call takes, and of that the start");

  /** A call as it went; one that was refused or failed has no answer. */
  private record Sent(String instance, double dueMs, double sentMs, Optional<Called> called) {}

  /** What was answered, and what the node noted of it. */
  private record Noted(Called called, Split split) {
    double off() {
      return Math.abs(split.sum() - split.total());
    }

    double offCaller() {
      return Math.abs(split.sum() - called.ms());
    }
  }

  Profiler(Stage stage, Plan plan, List<Known> all, Workload workload) {
    this.stage = stage;
    this.plan = plan;
    this.all = List.copyOf(all);
    this.workload = workload;
    workload.instances().values().forEach(each -> Plan.find(all, plan.suite(), each.application()));
  }

  Report run(String command) throws IOException {
    var left = new ArrayList<String>();
    var rules = new ArrayList<Rule>();
    for (Cell cell : plan.cells(stage, left)) {
      Deployed warm = Deployed.of(plan.suite(), cell.language(), cell.place());
      Deployed cold = warm.cold();
      if (!stage.deployed(left, warm, cold)) {
        continue;
      }
      String where = "%s in %s".formatted(cell.language().id(), cell.place().id());
      try {
        rules.addAll(drive(where, warm));
        rules.add(ratio(where, warm, cold));
      } catch (IllegalStateException e) {
        left.add(where + ": " + e.getMessage());
      }
      stage.remove(cold);
      stage.remove(warm);
    }
    return Report.of(plan.suite(), command, List.of(rates, splits, colds), rules, left);
  }

  private Known known(String application) {
    return Plan.find(all, plan.suite(), application);
  }

  private List<Rule> drive(String where, Deployed function) {
    List<Sent> sent = send(function, workload.arrivals());
    var byInstance = new TreeMap<String, List<Sent>>();
    sent.forEach(
        each -> byInstance.computeIfAbsent(each.instance(), _ -> new ArrayList<>()).add(each));
    var noted = new ArrayList<Noted>();
    double worst = 0;
    for (var each : byInstance.entrySet()) {
      worst = Math.max(worst, rate(where, each.getKey(), each.getValue()));
      List<Noted> answered =
          each.getValue().stream()
              .flatMap(one -> one.called().stream())
              .map(called -> new Noted(called, stage.split(called)))
              .toList();
      if (!answered.isEmpty()) {
        split(where, each.getKey(), answered);
      }
      noted.addAll(answered);
    }
    double off = noted.stream().mapToDouble(Noted::off).max().orElse(Double.POSITIVE_INFINITY);
    long caller = noted.stream().filter(each -> each.offCaller() <= SUM_TOLERANCE_MS).count();
    return List.of(
        new Rule(
            where + ": sent at the rate asked, within 2 %",
            worst <= RATE_TOLERANCE,
            "off by %.2f %% at most".formatted(100 * worst)),
        new Rule(
            where + ": queue, init and execution sum to the latency at the node within 1 ms",
            off <= SUM_TOLERANCE_MS,
            "off by %.3f ms at most, of %d calls".formatted(off, noted.size())),
        new Rule(
            where + ": and to the latency of the caller within 1 ms",
            caller == noted.size(),
            "%d of %d calls".formatted(caller, noted.size())));
  }

  /** Sends each call when it is due. */
  private List<Sent> send(Deployed function, List<Arrival> arrivals) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var under = new ArrayList<Future<Sent>>();
      long start = System.nanoTime();
      for (Arrival arrival : arrivals) {
        long due = start + Math.round(arrival.at() * 1e9);
        while (due - System.nanoTime() > 0) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        double sentMs = (System.nanoTime() - start) / 1e6;
        under.add(threads.submit(() -> call(function, arrival, sentMs)));
      }
      var sent = new ArrayList<Sent>();
      for (Future<Sent> each : under) {
        sent.add(each.get());
      }
      return sent;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a call failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private Sent call(Deployed function, Arrival arrival, double sentMs) {
    var instance = Objects.requireNonNull(workload.instances().get(arrival.instance()));
    Known known = known(instance.application());
    long n = instance.size() == 0 ? known.n() : instance.size();
    Optional<Called> answered =
        stage.tried(function, known.event(n)).map(called -> called.checked(known, n));
    return new Sent(arrival.instance(), arrival.at() * 1e3, sentMs, answered);
  }

  /** How far the rate is off, as a share. */
  private double rate(String where, String name, List<Sent> calls) {
    var instance = Objects.requireNonNull(workload.instances().get(name));
    double drawn = perSecond(calls, Sent::dueMs);
    double sent = perSecond(calls, Sent::sentMs);
    Object asked = instance.distribution() == Distribution.TRACE ? "trace" : instance.rate();
    double late =
        Sample.of(calls.stream().map(each -> each.sentMs() - each.dueMs()).toList()).at(0.99);
    Map<String, Object> _ =
        rates.row(
            "where", where,
            "instance", name,
            "case", instance.application(),
            "distribution", instance.distribution(),
            "calls", calls.size(),
            "refused", calls.stream().filter(each -> each.called().isEmpty()).count(),
            "asked", asked,
            "drawn", drawn,
            "sent", sent,
            "late p99 ms", late);
    // Where calls are drawn at random, their number is chance's: it is kept, not the mean of it.
    return drawn == 0 ? 0 : Math.abs(sent / drawn - 1);
  }

  private static double perSecond(List<Sent> calls, ToDoubleFunction<Sent> at) {
    double first = at.applyAsDouble(calls.getFirst());
    double last = at.applyAsDouble(calls.getLast());
    return calls.size() < 2 ? 0 : (calls.size() - 1) / (last - first) * 1e3;
  }

  private void split(String where, String name, List<Noted> noted) {
    Map<String, Object> _ =
        splits.row(
            "where", where,
            "instance", name,
            "cold", noted.stream().filter(each -> each.split().init() > 0).count(),
            "queue p50", middle(noted, each -> each.split().queue()),
            "init p50", middle(noted, each -> each.split().init()),
            "execution p50", middle(noted, each -> each.split().execution()),
            "latency p50", middle(noted, each -> each.split().total()),
            "caller p50", middle(noted, each -> each.called().ms()),
            "off at the node", noted.stream().mapToDouble(Noted::off).max().orElse(0),
            "off of the caller", middle(noted, Noted::offCaller));
  }

  private static double middle(List<Noted> noted, ToDoubleFunction<Noted> of) {
    return Sample.of(noted.stream().map(of::applyAsDouble).toList()).median();
  }

  private Rule ratio(String where, Deployed warm, Deployed cold) {
    Known primes = known("primes");
    long n = GUESS;
    double execution = execution(warm, primes, n);
    for (int i = 0; i < GUESSES && Math.abs(execution / WANTED_MS - 1) > 0.2; i++) {
      n = Math.clamp(Math.round(n * WANTED_MS / execution), 2, 10_000_000);
      execution = execution(warm, primes, n);
    }
    var first = new ArrayList<Double>();
    var inits = new ArrayList<Double>();
    for (int i = 0; i < plan.colds(); i++) {
      stage.awaitNone(cold);
      Split split = stage.split(stage.call(cold, primes.event(n)).checked(primes, n));
      first.add(split.total());
      inits.add(split.init());
    }
    double total = Sample.of(first).median();
    Map<String, Object> _ =
        colds.row(
            "where", where,
            "n", n,
            "execution p50", execution,
            "init p50", Sample.of(inits).median(),
            "cold p50", total,
            "cold by execution", total / execution);
    return new Rule(
        where + ": a cold call of a 20 ms function takes more than 10 times its execution",
        total / execution > WANTED_RATIO,
        "%.1f times %.1f ms".formatted(total / execution, execution));
  }

  private double execution(Deployed warm, Known known, long n) {
    var found = new ArrayList<Double>();
    for (int i = 0; i < plan.warmUp() + plan.repeats(); i++) {
      Called called = stage.call(warm, known.event(n)).checked(known, n);
      if (i >= plan.warmUp()) {
        found.add(stage.split(called).execution());
      }
    }
    return Sample.of(found).median();
  }
}
