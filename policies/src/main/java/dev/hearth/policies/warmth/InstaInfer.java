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
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * InstaInfer (Y. Sui et al., SoCC 2024; Tyche, TPDS 2026): models wait in idle instances of other
 * functions. With a function's arrival rate {@code λ} ({@link ArrivalHistory}) and its last use as
 * zero, its model is wanted from
 *
 * <pre>T_load = -ln(1 - P_load) / λ    until    T_off = -ln(1 - P_off) / λ</pre>
 *
 * Wanted models that nothing warm holds are packed ({@link Packing}) by what they save, {@code (1 -
 * exp(-λ · window)) · loading time}; the loading time is that of the function's last start anew,
 * its size {@code artifact} of the memory it reserves. A start of the function then takes over the
 * instance that holds its model. Models not wanted any more are unloaded; when an instance is taken
 * by a request of its own function, the models in it are dropped and packed anew elsewhere.
 *
 * <p>Here: when to load and unload, packing, re-packing, take-over. Turns are at least {@code
 * interval} apart, and an instance is given one model at a turn, since it changes one thing at a
 * time. Instances stay idle for {@code keep-alive}, the longest idle going first. Not here: routing
 * to the node that holds a model, and a model that saves more taking the place of one that saves
 * less.
 *
 * <p>Parameters: {@code p-load} (0.05), {@code p-off} (0.85), {@code window} (1m), {@code
 * container} (2047MiB, memory of an instance with all it holds), {@code artifact} (1), {@code
 * keep-alive} (10m), {@code interval} (1s).
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
              new Suite.Parameter("artifact", "", "1", "libraries and model, by the reservation"),
              new Suite.Parameter("keep-alive", "time", "10m", "how long an idle one stays"),
              new Suite.Parameter("interval", "time", "1s", "least time between turns")),
          (parameters, context) -> new InstaInfer(Config.of(parameters)));

  /** Its parameters. */
  record Config(
      double loadChance,
      double offChance,
      long windowNanos,
      long containerBytes,
      double artifactShare,
      long keepAliveNanos,
      long intervalNanos) {
    static Config of(Parameters parameters) {
      return new Config(
          parameters.number("p-load", 0, 0.999),
          parameters.number("p-off", 0, 0.999),
          parameters.nanos("window"),
          parameters.bytes("container"),
          parameters.number("artifact", 0.01, 1),
          parameters.nanos("keep-alive"),
          Math.max(1_000_000, parameters.nanos("interval")));
    }
  }

  private final Config config;
  private final Demands demands;
  private final Hosts hosts = new Hosts();
  private final List<Integer> taken = new ArrayList<>();
  private boolean look;
  private long nextTurn;
  private long wakeAt = Long.MAX_VALUE;

  InstaInfer(Config config) {
    this.config = config;
    demands = new Demands(config.loadChance(), config.offChance());
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(
        Event.Kind.ARRIVED,
        Event.Kind.STARTED,
        Event.Kind.READY,
        Event.Kind.EVICTED,
        Event.Kind.LOST,
        Event.Kind.REFUSED);
  }

  @Override
  public void observe(Event event, View view) {
    if (event instanceof Event.Arrived arrived) {
      demands.arrived(arrived.invocation().function(), arrived.at());
      turnSoon(arrived.at());
    } else if (event instanceof Event.Started started) {
      var instance = started.run().instance();
      if (!instance.loaded().isEmpty()) {
        taken.add(instance.id());
        wakeAt = started.at();
      }
    } else if (event instanceof Event.Ready ready) {
      ready(ready);
    } else if (event instanceof Event.Evicted evicted) {
      hosts.remove(evicted.instance().id());
      lookSoon(evicted.at());
    } else if (event instanceof Event.Lost lost) {
      hosts.remove(lost.instance());
      lookSoon(lost.at());
    } else if (event instanceof Event.Refused refused
        && refused.proposal() instanceof Proposal.Load load) {
      hosts.refused(load.instance(), load.function());
      look = true;
    }
  }

  /** An instance that held models and starts again was taken over and has dropped them. */
  private void ready(Event.Ready ready) {
    var instance = ready.instance();
    if (hosts.has(instance.id())) {
      hosts.remove(instance.id());
    } else {
      demands.startTook(instance.function(), ready.startNanos());
    }
    lookSoon(ready.at());
  }

  /** Instances came or went. */
  private void lookSoon(long now) {
    look = true;
    turnSoon(now);
  }

  private void turnSoon(long now) {
    wakeAt = Math.min(wakeAt, Math.max(now, nextTurn));
  }

  @Override
  public long nextWake() {
    return wakeAt;
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    var proposals = new ArrayList<Proposal>();
    drop(view, proposals);
    wakeAt = nextTurn;
    if (now >= nextTurn) {
      nextTurn = now + config.intervalNanos();
      turn(now, view, proposals);
    }
    return proposals;
  }

  /** Instances that went to work for their own function give up what they hold. */
  private void drop(View view, List<Proposal> proposals) {
    for (int id : taken) {
      if (view.hasInstance(id)) {
        hosts.leave(id);
        look = true;
        for (int function : view.instance(id).loaded()) {
          proposals.add(new Proposal.Unload(id, function));
          break;
        }
      }
    }
    taken.clear();
  }

  private void turn(long now, View view, List<Proposal> proposals) {
    hosts.settle(now, view);
    demands.update(now, view);
    unload(proposals);
    if (look || demands.changed()) {
      look = false;
      var missing = missing(view);
      if (!missing.isEmpty()) {
        look = true;
        load(now, Packing.pack(missing, rooms(view)), proposals);
      }
    }
    boolean more = look || hosts.changing();
    wakeAt = more ? nextTurn : Math.max(nextTurn, demands.nextChange());
  }

  private void unload(List<Proposal> proposals) {
    demands.ceased().forEach(hosts::unload);
    for (var host : hosts.untidy()) {
      if (!unloadOne(host, proposals) && !host.loading()) {
        hosts.tidy(host);
      }
    }
  }

  private boolean unloadOne(Hosts.Host host, List<Proposal> proposals) {
    for (int function : host.held()) {
      if (host.leaving() || !demands.wanted(function)) {
        proposals.add(new Proposal.Unload(host.instance(), function));
        return true;
      }
    }
    return false;
  }

  private List<Packing.Model> missing(View view) {
    var missing = new ArrayList<Packing.Model>();
    for (int function : demands.wanted()) {
      var pool = view.ownPoolOf(function);
      if (pool != null && pool.size() == 0 && !hosts.hold(function)) {
        double chance = ArrivalHistory.within(config.windowNanos(), demands.ratePerNano(function));
        missing.add(
            new Packing.Model(
                function, size(function, view), chance * demands.loadNanos(function)));
      }
    }
    return missing;
  }

  private long size(int function, View view) {
    long reserved = view.revisionOf(function).configuration().resources().memoryBytes();
    return (long) (config.artifactShare() * reserved);
  }

  private List<Packing.Room> rooms(View view) {
    var rooms = new ArrayList<Packing.Room>();
    for (var instance : view.idle()) {
      if (!hosts.changing(instance.id())) {
        long used = instance.configuration().resources().memoryBytes();
        long spare = config.containerBytes() - used - hosts.bytesIn(instance.id());
        if (spare >= Packing.GRAIN) {
          rooms.add(new Packing.Room(instance.id(), spare));
        }
      }
    }
    return rooms;
  }

  private void load(long now, List<Packing.Placed> placed, List<Proposal> proposals) {
    for (var each : placed) {
      if (!hosts.changing(each.instance())) {
        hosts.load(now, each.instance(), each.model());
        proposals.add(
            new Proposal.Load(each.instance(), each.model().function(), each.model().bytes()));
      }
    }
  }

  @Override
  public Origin origin(long now, PoolView pool, View view) {
    @Nullable InstanceView longest = null;
    for (int id : hosts.holding(pool.function())) {
      if (view.hasInstance(id)) {
        var instance = view.instance(id);
        if (instance.idle()
            && instance.loaded().contains(pool.function())
            && (longest == null || instance.idleSince() < longest.idleSince())) {
          longest = instance;
        }
      }
    }
    return longest == null ? Origin.FRESH : new Origin.Repurpose(longest.id());
  }

  @Override
  public long keepUntil(long now, InstanceView instance, View view) {
    return instance.idleSince() + config.keepAliveNanos();
  }

  @Override
  public String why(int function) {
    return demands.said(function);
  }
}
