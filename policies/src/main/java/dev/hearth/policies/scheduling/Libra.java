package dev.hearth.policies.scheduling;

import dev.hearth.kernel.AllocationPolicy;
import dev.hearth.kernel.CpuClass;
import dev.hearth.kernel.Event;
import dev.hearth.kernel.Grant;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.Loan;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.RunView;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.Usage;
import dev.hearth.kernel.View;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Libra (H. Yu et al., HPDC 2023): harvests what over-provisioned runs do not need and lends it to
 * under-provisioned ones. Per function the {@code percentile} of its last {@code history} runs'
 * peak CPU, peak memory and duration predicts the next. A run that is predicted to need less than
 * its reservation is granted the prediction only; the surplus goes into the node's pool, marked
 * with the instant at which the run is predicted to end. One predicted to use all it has borrows
 * CPU up to {@code boost} times its reservation, from the surplus that lives longest first. When a
 * lender is seen to use more than {@code safeguard} of its grant, its surplus is called back and it
 * has its whole reservation again.
 *
 * <p>Here: histogram percentiles, lending of CPU and the safeguard. A surplus of memory is left
 * alone by runs ({@code Grant} shows it), not yet lent. Not here yet: learned models for functions
 * whose need follows the size of their input, and the choice of node by coverage of demand.
 *
 * <p>Parameters: {@code history} (50 runs), {@code learn} (5 runs before it predicts), {@code
 * percentile} (0.95), {@code headroom} (1.1, factor on a prediction), {@code saturated} (0.95,
 * share of the reservation at which a run is under-provisioned), {@code boost} (2), {@code
 * safeguard} (0.8).
 */
public final class Libra implements AllocationPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "libra",
          Suite.Scope.NODE,
          EnumSet.of(Role.ALLOCATION),
          "Yu et al., Libra, HPDC 2023",
          List.of(
              new Suite.Parameter("history", "runs", "50", "runs remembered for each function"),
              new Suite.Parameter("learn", "runs", "5", "runs before it predicts"),
              new Suite.Parameter("percentile", "", "0.95", "of past runs, as the prediction"),
              new Suite.Parameter("headroom", "", "1.1", "factor on a prediction"),
              new Suite.Parameter("saturated", "", "0.95", "share in use that calls for more"),
              new Suite.Parameter("boost", "", "2", "most CPU, in reservations"),
              new Suite.Parameter("safeguard", "", "0.8", "share of a grant that recalls loans")),
          (parameters, context) -> new Libra(Config.of(parameters)));

  /** Its parameters. */
  record Config(
      int history,
      int learn,
      double percentile,
      double headroom,
      double saturated,
      double boost,
      double safeguard) {
    static Config of(Parameters parameters) {
      return new Config(
          parameters.count("history", 1),
          parameters.count("learn", 1),
          parameters.number("percentile", 0, 1),
          parameters.number("headroom", 1, 10),
          parameters.number("saturated", 0, 1),
          parameters.number("boost", 1, 100),
          parameters.number("safeguard", 0, 1));
    }
  }

  /** What a run is expected to need. */
  private record Need(int cpuMillis, long memoryBytes, long nanos) {}

  /** CPU that a running run does not need before it ends. */
  private static final class Surplus {
    final long run;
    final int instance;
    final long expiresAt;
    int cpuMillis;

    Surplus(long run, int instance, long expiresAt, int cpuMillis) {
      this.run = run;
      this.instance = instance;
      this.expiresAt = expiresAt;
      this.cpuMillis = cpuMillis;
    }
  }

  private final Config config;
  private final TreeMap<Integer, List<Need>> history = new TreeMap<>();
  private final List<Surplus> pool = new ArrayList<>();
  private final TreeMap<Long, List<Loan>> borrowed = new TreeMap<>();
  private final List<Long> recalled = new ArrayList<>();
  private long nextWake = Long.MAX_VALUE;

  Libra(Config config) {
    this.config = config;
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ENDED, Event.Kind.SAMPLED);
  }

  @Override
  public Grant grant(long now, RunView run, View view) {
    var reserved = reservation(run.instance());
    var past = history.getOrDefault(run.instance().function(), List.of());
    if (past.size() < config.learn()) {
      return Grant.whole(reserved);
    }
    var need = predicted(past);
    return need.cpuMillis() >= config.saturated() * reserved.cpuMillis()
        ? borrower(now, run, reserved)
        : donor(now, run, reserved, need);
  }

  /** A run's part of what its instance reserved. */
  private static Resources reservation(InstanceView instance) {
    var whole = instance.configuration().resources();
    int slots = instance.configuration().slots();
    return new Resources(
        whole.cpuMillis() / slots, whole.gpuPercent() / slots, whole.memoryBytes() / slots);
  }

  private Need predicted(List<Need> past) {
    return new Need(
        (int) percentile(past.stream().mapToLong(Need::cpuMillis).sorted().toArray()),
        percentile(past.stream().mapToLong(Need::memoryBytes).sorted().toArray()),
        percentile(past.stream().mapToLong(Need::nanos).sorted().toArray()));
  }

  private long percentile(long[] sorted) {
    int index = (int) Math.ceil(config.percentile() * sorted.length) - 1;
    return sorted[Math.clamp(index, 0, sorted.length - 1)];
  }

  private Grant donor(long now, RunView run, Resources reserved, Need need) {
    int cpu = Math.min(reserved.cpuMillis(), (int) Math.ceil(need.cpuMillis() * config.headroom()));
    long memory =
        Math.min(
            reserved.memoryBytes(),
            (long) Math.ceil((double) need.memoryBytes() * config.headroom()));
    if (cpu < reserved.cpuMillis()) {
      pool.add(
          new Surplus(
              run.id(), run.instance().id(), now + need.nanos(), reserved.cpuMillis() - cpu));
    }
    return new Grant(cpu, memory, CpuClass.DEFAULT, 0, List.of());
  }

  private Grant borrower(long now, RunView run, Resources reserved) {
    int wanted = (int) (reserved.cpuMillis() * (config.boost() - 1));
    var loans = new ArrayList<Loan>();
    for (var surplus : longestLivedFirst()) {
      int taken = Math.min(wanted, surplus.cpuMillis);
      if (taken > 0 && surplus.expiresAt > now) {
        surplus.cpuMillis -= taken;
        wanted -= taken;
        loans.add(new Loan(surplus.run, taken, 0, surplus.expiresAt));
      }
    }
    if (!loans.isEmpty()) {
      borrowed.put(run.id(), List.copyOf(loans));
    }
    return Grant.whole(reserved).withLoans(loans);
  }

  private List<Surplus> longestLivedFirst() {
    return pool.stream()
        .sorted(
            Comparator.comparingLong((Surplus surplus) -> -surplus.expiresAt)
                .thenComparingLong(surplus -> surplus.run))
        .toList();
  }

  @Override
  public void observe(Event event, View view) {
    if (event instanceof Event.Ended ended) {
      learn(ended);
      giveBack(ended.run().id(), ended.at());
    } else if (event instanceof Event.Sampled sampled) {
      watch(sampled, view);
    }
  }

  /** A run that was lost was not measured and teaches nothing. */
  private void learn(Event.Ended ended) {
    if (!ended.completed() || ended.usage().equals(Usage.UNKNOWN)) {
      return;
    }
    var past = history.computeIfAbsent(ended.run().instance().function(), f -> new ArrayList<>());
    past.add(
        new Need(
            ended.usage().cpuMillis(),
            ended.usage().peakMemoryBytes(),
            ended.at() - ended.run().startedAt()));
    if (past.size() > config.history()) {
      past.removeFirst();
    }
  }

  /** What it lent is void with it, and what it borrowed can be lent again. */
  private void giveBack(long run, long now) {
    pool.removeIf(surplus -> surplus.run == run || surplus.expiresAt <= now);
    var loans = borrowed.remove(run);
    if (loans != null) {
      for (var loan : loans) {
        pool.stream()
            .filter(surplus -> surplus.run == loan.lenderRun())
            .forEach(surplus -> surplus.cpuMillis += loan.cpuMillis());
      }
    }
  }

  private void watch(Event.Sampled sampled, View view) {
    for (var surplus : pool) {
      if (surplus.instance == sampled.instance().id() && view.hasRun(surplus.run)) {
        var grant = view.runOf(surplus.run).grant();
        if (sampled.usage().cpuMillis() > config.safeguard() * grant.cpuMillis()
            || sampled.usage().peakMemoryBytes() > config.safeguard() * grant.memoryBytes()) {
          recalled.add(surplus.run);
          nextWake = sampled.at();
        }
      }
    }
  }

  @Override
  public long nextWake() {
    return nextWake;
  }

  /** Takes loans back before it restores their lender, whose reservation is then free again. */
  @Override
  public List<Proposal> wake(long now, View view) {
    nextWake = Long.MAX_VALUE;
    var proposals = new ArrayList<Proposal>();
    for (long lender : recalled) {
      callBack(lender, view, proposals);
      if (view.hasRun(lender)) {
        var run = view.runOf(lender);
        proposals.add(new Proposal.Regrant(lender, Grant.whole(reservation(run.instance()))));
      }
      pool.removeIf(surplus -> surplus.run == lender);
    }
    recalled.clear();
    return proposals;
  }

  private void callBack(long lender, View view, List<Proposal> proposals) {
    for (var entry : borrowed.entrySet()) {
      var kept = entry.getValue().stream().filter(loan -> loan.lenderRun() != lender).toList();
      if (kept.size() < entry.getValue().size()) {
        entry.setValue(kept);
        if (view.hasRun(entry.getKey())) {
          var grant = view.runOf(entry.getKey()).grant();
          proposals.add(new Proposal.Regrant(entry.getKey(), grant.withLoans(kept)));
        }
      }
    }
  }

  @Override
  public String why(int function) {
    var past = history.getOrDefault(function, List.of());
    if (past.size() < config.learn()) {
      return "%d of %d runs learned: it has what it reserved"
          .formatted(past.size(), config.learn());
    }
    var need = predicted(past);
    return "the last %d runs foretell %s cores and %d MiB for %s"
        .formatted(
            past.size(),
            Said.number(need.cpuMillis() / 1e3),
            need.memoryBytes() >> 20,
            Said.time(need.nanos()));
  }
}
