package dev.hearth.policies.warmth;

import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.kernel.WarmthPolicy;
import dev.hearth.policies.parameter.Parameters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * InstaInfer (Y. Sui et al., SoCC 2024; Tyche, TPDS 2026): models wait in idle instances of other
 * functions. With a function's arrival rate {@code λ} ({@link ArrivalHistory}) and its last use as
 * zero, its model is wanted from
 *
 * <pre>T_load = -ln(1 - P_load) / λ    until    T_off = -ln(1 - P_off) / λ</pre>
 *
 * Wanted models that no idle instance holds are packed ({@link Packing}) by what they save, {@code
 * (1 - exp(-λ · window)) · loading time}; the loading time is that of the function's last start,
 * its size the memory it reserves. A start of the function then takes over the instance that holds
 * its model. Models not wanted any more are unloaded, and those in an instance that went to work
 * are packed anew elsewhere.
 *
 * <p>Here: when to load and unload, packing, take-over. Instances stay idle for {@code keep-alive},
 * the longest idle going first. Not here yet: routing to the node that holds a model.
 *
 * <p>Parameters: {@code p-load} (0.05), {@code p-off} (0.85), {@code window} (1m), {@code
 * container} (2047MiB, memory of an instance with all it holds), {@code keep-alive} (10m).
 */
public final class InstaInfer implements WarmthPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "instainfer",
          Suite.Scope.NODE,
          EnumSet.of(Role.WARMTH),
          "Sui et al., InstaInfer, SoCC 2024",
          List.of(
              new Suite.Parameter("p-load", "", "0.05", "chance of an arrival at loading"),
              new Suite.Parameter("p-off", "", "0.85", "chance of an arrival before unloading"),
              new Suite.Parameter("window", "time", "1m", "horizon of the saving"),
              new Suite.Parameter("container", "memory", "2047MiB", "of an instance with all"),
              new Suite.Parameter("keep-alive", "time", "10m", "how long an idle one stays")),
          (parameters, context) -> new InstaInfer(Config.of(parameters)));

  /** Its parameters. */
  record Config(
      double loadChance,
      double offChance,
      long windowNanos,
      long containerBytes,
      long keepAliveNanos) {
    static Config of(Parameters parameters) {
      return new Config(
          parameters.number("p-load", 0, 0.999),
          parameters.number("p-off", 0, 0.999),
          parameters.nanos("window"),
          parameters.bytes("container"),
          parameters.nanos("keep-alive"));
    }
  }

  private static final double UNKNOWN_LOAD_NANOS = 1e9;

  private final Config config;
  private final TreeMap<Integer, ArrivalHistory> histories = new TreeMap<>();
  private final TreeMap<Integer, Long> loadNanos = new TreeMap<>();
  private long nextWake = Long.MAX_VALUE;

  InstaInfer(Config config) {
    this.config = config;
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ARRIVED, Event.Kind.READY, Event.Kind.IDLED);
  }

  @Override
  public void observe(Event event, View view) {
    if (event instanceof Event.Arrived arrived) {
      var history =
          histories.computeIfAbsent(arrived.invocation().function(), f -> new ArrivalHistory());
      history.arrived(arrived.at());
      if (history.known()) {
        nextWake = Math.min(nextWake, loadAt(history));
      }
    } else if (event instanceof Event.Ready ready) {
      loadNanos.merge(ready.instance().function(), ready.startNanos(), Math::max);
    } else if (event instanceof Event.Idled idled) {
      nextWake = idled.at();
    }
  }

  long loadAt(ArrivalHistory history) {
    return history.last() + ArrivalHistory.nanosUntil(config.loadChance(), history.ratePerNano());
  }

  long unloadAt(ArrivalHistory history) {
    return history.last() + ArrivalHistory.nanosUntil(config.offChance(), history.ratePerNano());
  }

  @Override
  public long nextWake() {
    return nextWake;
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    forgetRetired(view);
    nextWake = nextBoundary(now);
    var idle = idle(view);
    var proposals = new ArrayList<Proposal>();
    for (var instance : idle) {
      for (int function : instance.loaded()) {
        if (!wanted(function, now)) {
          proposals.add(new Proposal.Unload(instance.id(), function));
        }
      }
    }
    for (var placed : Packing.pack(missing(now, idle, view), rooms(idle, view))) {
      proposals.add(
          new Proposal.Load(placed.instance(), placed.model().function(), placed.model().bytes()));
    }
    return proposals;
  }

  private void forgetRetired(View view) {
    var deployed = new TreeSet<Integer>();
    view.pools().forEach(pool -> deployed.add(pool.function()));
    histories.keySet().retainAll(deployed);
    loadNanos.keySet().retainAll(deployed);
  }

  private long nextBoundary(long now) {
    long next = Long.MAX_VALUE;
    for (var history : histories.values()) {
      if (history.known()) {
        for (long at : new long[] {loadAt(history), unloadAt(history)}) {
          next = at > now ? Math.min(next, at) : next;
        }
      }
    }
    return next;
  }

  private boolean wanted(int function, long now) {
    var history = histories.get(function);
    return history != null && history.known() && now >= loadAt(history) && now < unloadAt(history);
  }

  private static List<InstanceView> idle(View view) {
    var idle = new ArrayList<InstanceView>();
    for (var pool : view.pools()) {
      for (var instance : pool.instances()) {
        if (instance.idle()) {
          idle.add(instance);
        }
      }
    }
    return idle;
  }

  private List<Packing.Model> missing(long now, List<InstanceView> idle, View view) {
    var missing = new ArrayList<Packing.Model>();
    for (int function : histories.keySet()) {
      boolean held =
          idle.stream()
              .anyMatch(
                  instance ->
                      instance.function() == function || instance.loaded().contains(function));
      if (!held && wanted(function, now)) {
        missing.add(model(function, view));
      }
    }
    return missing;
  }

  private static boolean deployed(int function, View view) {
    return view.pools().stream().anyMatch(pool -> pool.function() == function);
  }

  private Packing.Model model(int function, View view) {
    double rate = histories.getOrDefault(function, new ArrivalHistory()).ratePerNano();
    double nanos = loadNanos.getOrDefault(function, (long) UNKNOWN_LOAD_NANOS);
    return new Packing.Model(
        function, size(function, view), ArrivalHistory.within(config.windowNanos(), rate) * nanos);
  }

  private static long size(int function, View view) {
    return view.revisionOf(function).configuration().resources().memoryBytes();
  }

  private List<Packing.Room> rooms(List<InstanceView> idle, View view) {
    var rooms = new ArrayList<Packing.Room>();
    for (var instance : idle) {
      long used = instance.configuration().resources().memoryBytes();
      for (int function : instance.loaded()) {
        used += deployed(function, view) ? size(function, view) : 0;
      }
      rooms.add(new Packing.Room(instance.id(), Math.max(0, config.containerBytes() - used)));
    }
    return rooms;
  }

  @Override
  public Origin origin(long now, PoolView pool, View view) {
    return idle(view).stream()
        .filter(instance -> instance.loaded().contains(pool.function()))
        .min(Comparator.comparingLong(InstanceView::idleSince).thenComparingInt(InstanceView::id))
        .<Origin>map(instance -> new Origin.Repurpose(instance.id()))
        .orElse(Origin.FRESH);
  }

  @Override
  public long keepUntil(long now, InstanceView instance, View view) {
    return instance.idleSince() + config.keepAliveNanos();
  }
}
