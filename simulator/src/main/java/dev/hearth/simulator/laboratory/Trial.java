package dev.hearth.simulator.laboratory;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Change;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Invocation;
import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.Limits;
import dev.hearth.kernel.LongMap;
import dev.hearth.kernel.Members;
import dev.hearth.kernel.Message;
import dev.hearth.kernel.NodeState;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Scale;
import dev.hearth.policies.Registry;
import dev.hearth.simulator.CoRunning;
import dev.hearth.simulator.EventQueue;
import dev.hearth.simulator.Links;
import dev.hearth.simulator.Seating;
import dev.hearth.simulator.Surroundings;
import dev.hearth.simulator.VirtualNode;
import dev.hearth.simulator.workload.Arrival;
import dev.hearth.simulator.workload.Arrivals;
import dev.hearth.simulator.workload.FunctionProfile;
import dev.hearth.simulator.workload.WorkflowMeasurements;
import dev.hearth.simulator.workload.WorkflowSource;
import dev.hearth.simulator.workload.Workload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/**
 * One workload under one mix of policies in the virtual world, by the kernel that serves live
 * traffic. Options, workload and policies decide all that is measured; nothing else does.
 */
public final class Trial implements Surroundings {
  private static final long MILLISECOND = 1_000_000L;
  private static final long SECOND = 1_000 * MILLISECOND;

  /** Long enough after the workload's end for every run, retry and back-off to be over. */
  private static final long AFTERMATH = 24 * 3_600 * SECOND;

  private static final int PROGRESS_STEP = 1 << 14;

  /** The function whose instances have a runtime and no code. */
  public static final String STEM_CELL = "stem-cell";

  private static final Configuration STEM_CELL_CONFIGURATION =
      new Configuration(Resources.of(100, 128L << 20), Batching.NONE, 1);

  /** Bounds that a trial meets only where something is out of hand. */
  private static final Limits LIMITS =
      new Limits(
          10_000_000,
          1_000_000,
          10_000_000,
          3,
          3,
          100 * MILLISECOND,
          30 * SECOND,
          600 * SECOND,
          5,
          5 * SECOND,
          3_600 * SECOND,
          3,
          4_096,
          SECOND);

  private static final int MAX_QUEUE = 1_000_000;
  private static final Scale SCALE = new Scale(0, 1_000_000);

  /** An invocation that has no outcome. */
  private static final class Flight {
    long at;
    long durationNanos;
    int function;
    boolean started;
  }

  private final TrialOptions options;
  private final List<FunctionProfile> functions;
  private final long length;
  private final Arrivals arrivals;
  private final Meter meter;
  private final EventQueue events = new EventQueue();
  private final Links links;

  /** Whether routing or placement may take an invocation from its home to any other node. */
  private final boolean anywhere;

  private final List<VirtualNode> nodes = new ArrayList<>();
  private final LongMap<Flight> flights = new LongMap<>();
  private final ArrayDeque<Flight> spare = new ArrayDeque<>();
  private final List<LiveInstances> instances = new ArrayList<>();
  private final Arrival arrival = new Arrival();
  private final LongConsumer progress;

  private Trial(
      TrialOptions options,
      Workload workload,
      PolicyMix policies,
      Seating seating,
      LongConsumer progress) {
    this.options = options;
    this.functions = workload.functions();
    this.length = workload.lengthNanos();
    this.arrivals = workload.arrivals(options.seed());
    this.progress = progress;
    this.meter =
        new Meter(functions.size(), length, options.hardware(), options.timelineStepNanos());
    this.anywhere = leavesHome(policies.choice());
    var random = new SplittableRandom(options.seed());
    links = new Links(events, random.split(), options.network(), options.faults(), this::deliver);
    var planners = new Registry().planners();
    for (int node = 0; node < options.nodes().size(); node++) {
      instances.add(
          new LiveInstances(options, options.nodes().get(node), functions, meter, coRunning(node)));
      var kernel =
          new KernelOptions(
              node,
              options.nodes().get(node).capacity(),
              LIMITS,
              policies.choice(),
              options.seed());
      nodes.add(
          new VirtualNode(
              kernel, options.faults(), this, events, random.split(), planners, seating));
    }
  }

  private CoRunning coRunning(int node) {
    double cores = options.nodes().get(node).capacity().cpuMillis() / 1e3;
    return new CoRunning(events, cores, run -> nodes.get(node).done(run));
  }

  private static boolean leavesHome(PolicyChoice choice) {
    return fills(choice, Role.ROUTING, "pool") || fills(choice, Role.PLACEMENT, "local");
  }

  /** Whether a role is filled by another suite than the one that stays at home. */
  private static boolean fills(PolicyChoice choice, Role role, String staysAtHome) {
    var named = choice.roles().get(role);
    return named != null && !named.suite().equals(staysAtHome);
  }

  public static Measurements run(TrialOptions options, Workload workload, PolicyMix policies) {
    return run(options, workload, policies, Trial::seat, _ -> {});
  }

  /**
   * Runs a trial to its end.
   *
   * @param seating makes the kernels, so that they may be recorded or audited
   * @param progress told now and then how much virtual time has passed
   */
  public static Measurements run(
      TrialOptions options,
      Workload workload,
      PolicyMix policies,
      Seating seating,
      LongConsumer progress) {
    return new Trial(options, workload, policies, seating, progress).run();
  }

  /** The kernel as it serves live traffic. */
  public static Seating.Seat seat(KernelOptions options, dev.hearth.kernel.World world) {
    return new Seating.Seat(new Kernel(options, new Registry(), world));
  }

  private Measurements run() {
    deploy();
    long steps = 0;
    for (long arrives = arrivals.next(); goesOn(arrives); arrives = arrivals.next()) {
      if (events.next() <= arrives) {
        events.step();
      } else {
        events.advance(arrives);
        arrive();
      }
      if (++steps % PROGRESS_STEP == 0) {
        progress.accept(events.now());
      }
    }
    return meter.measurements(
        arrivals instanceof WorkflowSource source ? source.workflows() : WorkflowMeasurements.NONE);
  }

  /** A workflow's next step may come after the end while nothing else is left. */
  private boolean goesOn(long arrives) {
    boolean over = flights.size() == 0 && arrives == Long.MAX_VALUE;
    return Math.min(arrives, events.next()) < (over ? length : length + AFTERMATH);
  }

  private void deploy() {
    for (int function = 0; function < functions.size(); function++) {
      var profile = functions.get(function);
      var revision =
          revision(function, nameOf(profile), profile.configuration(), profile.objective())
              .withProfile(knownOf(profile))
              .assisting(profile.assists());
      if (anywhere) {
        nodes.forEach(node -> node.deploy(revision));
      } else {
        homeOf(function).deploy(revision);
      }
    }
    for (var node : nodes) {
      node.deploy(revision(functions.size(), STEM_CELL, STEM_CELL_CONFIGURATION, Objective.NONE));
      if (anywhere) {
        introduce(node);
      }
    }
    if (options.faults().nodeLost() > 0 && nodes.size() > 1) {
      events.in(SECOND, this::considerNodes);
    }
  }

  /** What policies may know of its runs. */
  private static Profile knownOf(FunctionProfile function) {
    return function.latency().orElse(Profile.NONE) instanceof Profile known ? known : Profile.NONE;
  }

  private VirtualNode homeOf(int function) {
    return nodes.get(function % nodes.size());
  }

  /** With the application before it, for policies that treat one as a whole. */
  private static String nameOf(FunctionProfile profile) {
    var application = profile.application();
    return application.isEmpty() || application.equals(profile.name())
        ? profile.name()
        : application + "/" + profile.name();
  }

  private static Revision revision(
      int function, String name, Configuration configuration, Objective objective) {
    return new Revision(
        function, name, configuration, SCALE, objective, MAX_QUEUE, true, PolicyChoice.DEFAULTS);
  }

  private void introduce(VirtualNode node) {
    for (var other : nodes) {
      if (other != node) {
        tellOf(node, other, true);
      }
    }
  }

  private void tellOf(VirtualNode node, VirtualNode other, boolean reachable) {
    var self = other.kernel().view().self();
    node.heard(new NodeState(other.node(), reachable, self.capacity(), self.free(), self.queued()));
  }

  private void considerNodes() {
    var random = new SplittableRandom(options.seed() ^ events.now());
    for (var lost : nodes) {
      if (random.nextDouble() < options.faults().nodeLost()) {
        tellOthers(lost, false);
        events.in(random.nextLong(3) * SECOND, () -> tellOthers(lost, true));
      }
    }
    if (events.now() < length) {
      events.in(SECOND, this::considerNodes);
    }
  }

  private void tellOthers(VirtualNode about, boolean reachable) {
    for (var node : nodes) {
      if (node != about) {
        tellOf(node, about, reachable);
      }
    }
  }

  private void arrive() {
    arrival.id++;
    arrival.caller = Invocation.NO_CALLER;
    arrival.rows = 1;
    arrivals.take(arrival);
    var flight = spare.isEmpty() ? new Flight() : spare.pop();
    flight.at = arrival.at;
    flight.durationNanos = arrival.durationNanos;
    flight.function = arrival.function;
    flight.started = false;
    flights.put(arrival.id, flight);
    meter.arrived(arrival.at, arrival.function);
    var node = homeOf(arrival.function);
    long now = node.clock();
    long queueDeadline = now + options.queueTimeoutNanos();
    node.submit(
        new Invocation(
            arrival.id,
            arrival.function,
            0,
            arrival.rows,
            arrival.rows - 1,
            queueDeadline,
            queueDeadline + AFTERMATH / 2,
            arrival.caller));
  }

  @Override
  public void replied(int node, long invocation, Outcome outcome) {
    var flight = flights.remove(invocation);
    if (flight == null) {
      throw new IllegalStateException("invocation " + invocation + " was answered twice");
    }
    long took = events.now() - flight.at;
    switch (outcome) {
      case Outcome.Answered _ ->
          meter.answered(
              flight.function,
              took,
              took <= functions.get(flight.function).objective().latencyNanos());
      case Outcome.Rejected _ -> meter.rejected();
      case Outcome.TimedOut _ -> meter.timedOut();
      case Outcome.Failed _, Outcome.Cancelled _ -> meter.failed();
    }
    arrivals.ended(invocation, events.now(), outcome instanceof Outcome.Answered);
    spare.push(flight);
  }

  private void deliver(int from, int to, Message message) {
    nodes.get(to).message(from, message);
  }

  @Override
  public void send(int from, int to, Message message) {
    links.send(from, to, message);
  }

  @Override
  public long changeNanos(int node, int instance, Change what) {
    return instances.get(node).nanos(instance, what);
  }

  @Override
  public void changing(int node, int instance, Change what) {
    instances.get(node).asked(events.now(), instance, what);
  }

  @Override
  public void changed(int node, int instance, Change what, boolean done) {
    if (done) {
      instances.get(node).done(events.now(), instance, what);
    }
  }

  @Override
  public long runNanos(int node, int instance, Members members) {
    long longest = 0;
    int function = 0;
    for (int i = 0; i < members.size(); i++) {
      var flight = flights.get(Invocation.submittersId(members.invocation(i)));
      if (flight != null) {
        longest = Math.max(longest, flight.durationNanos);
        function = flight.function;
      }
    }
    return instances.get(node).runNanos(instance, function, members.rows(), longest);
  }

  @Override
  public boolean paces(int node, long run, int instance, long nanos) {
    return instances.get(node).paces(run, instance, nanos);
  }

  @Override
  public void started(int node, int instance, Members members) {
    long now = events.now();
    var live = instances.get(node).runStarted(now, instance, members.rows());
    for (int i = 0; i < members.size(); i++) {
      var flight = flights.get(Invocation.submittersId(members.invocation(i)));
      if (flight != null && !flight.started) {
        flight.started = true;
        if (flight.at < live.readyAt) {
          meter.cold(flight.at, flight.function, now - flight.at);
        }
      }
    }
  }

  @Override
  public void ended(int node, long run, int instance) {
    instances.get(node).runEnded(events.now(), run, instance);
  }
}
