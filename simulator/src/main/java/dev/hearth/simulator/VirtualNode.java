package dev.hearth.simulator;

import dev.hearth.kernel.Audit;
import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Change;
import dev.hearth.kernel.Grant;
import dev.hearth.kernel.Inputs;
import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.Members;
import dev.hearth.kernel.Message;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.Plan;
import dev.hearth.kernel.PlanRequest;
import dev.hearth.kernel.Result;
import dev.hearth.kernel.Usage;
import dev.hearth.kernel.World;
import java.util.ArrayList;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** One node of the virtual world: the effects of its kernel take virtual time and may go wrong. */
final class VirtualNode implements World {
  private static final long MILLISECOND = 1_000_000L;
  private static final int TRIES_A_DESTROY_MAY_FAIL = 3;

  /** A run that has not ended. */
  private static final class Running {
    final int instance;
    int open;

    Running(int instance, int members) {
      this.instance = instance;
      this.open = members;
    }
  }

  private final int node;
  private final Simulation simulation;
  private final EventQueue events;
  private final RandomGenerator random;
  private final Faults faults;
  private final Inputs inputs;
  private final TreeMap<Long, Running> running = new TreeMap<>();
  private final TreeMap<Long, Integer> destroys = new TreeMap<>();
  private long clockOffset;
  private long wakeAt = Long.MAX_VALUE;
  final Kernel kernel;
  final Audit audit;

  VirtualNode(
      int node, Simulation simulation, EventQueue events, RandomGenerator random, Seating seating) {
    this.node = node;
    this.simulation = simulation;
    this.events = events;
    this.random = random;
    var scenario = simulation.scenario();
    this.faults = scenario.faults();
    var options =
        new KernelOptions(
            node, scenario.capacity(), scenario.limits(), scenario.policies(), scenario.seed());
    var seat = seating.seat(options, this);
    this.kernel = seat.kernel();
    this.inputs = seat.inputs();
    this.audit = new Audit(kernel);
  }

  /** What this node takes the time to be. */
  long clock() {
    return events.now() + clockOffset;
  }

  /** An input, by the node's own clock. */
  interface Entering {
    void enter(Inputs inputs, long now);
  }

  /** Gives the kernel an input, has it checked, and sees to its next wake-up. */
  void enter(String what, Entering entering) {
    if (random.nextDouble() < faults.clockJumps()) {
      clockOffset += random.nextLong(-2_000, 2_001) * MILLISECOND;
    }
    entering.enter(inputs, clock());
    simulation.entered(this, what);
    wakeLater();
  }

  private void wakeLater() {
    long next = kernel.nextWake();
    if (next == Long.MAX_VALUE) {
      return;
    }
    long at = Math.max(events.now() + 1, next - clockOffset);
    if (at < wakeAt || wakeAt <= events.now()) {
      wakeAt = at;
      events.at(at, this::wake);
    }
  }

  private void wake() {
    if (wakeAt == events.now()) {
      wakeAt = Long.MAX_VALUE;
      enter("tick", Inputs::tick);
    }
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  @Override
  public void change(long change, int instance, Change what) {
    switch (what) {
      case Change.Create _ -> create(change);
      case Change.Destroy _ -> destroy(change, instance);
      case Change.Bind _, Change.Prepare _, Change.Load _, Change.Unload _ -> {
        var result = chance(faults.startFails()) ? new Result.Failed("planned") : Result.DONE;
        events.in((1 + random.nextLong(20)) * MILLISECOND, () -> answer(change, result));
      }
    }
  }

  private void create(long change) {
    if (chance(faults.startHangs())) {
      return;
    }
    long took = (20 + random.nextLong(180)) * MILLISECOND;
    if (chance(faults.slowStart())) {
      took *= 50;
    }
    var result = chance(faults.startFails()) ? new Result.Failed("planned") : Result.DONE;
    events.in(took, () -> answer(change, result));
  }

  private void destroy(long change, int instance) {
    running.values().removeIf(run -> run.instance == instance);
    int tries = destroys.merge(change, 1, Integer::sum);
    boolean fails = tries <= TRIES_A_DESTROY_MAY_FAIL && chance(faults.destroyFails());
    if (fails && random.nextBoolean()) {
      return;
    }
    var result = fails ? new Result.Failed("planned") : Result.DONE;
    events.in((1 + random.nextLong(10)) * MILLISECOND, () -> answer(change, result));
  }

  private void answer(long change, Result result) {
    enter("changed", (to, now) -> to.changed(now, change, result));
  }

  @Override
  public void run(long run, int instance, int slot, Members members, Grant grant) {
    var ids = new ArrayList<Long>();
    for (int i = 0; i < members.size(); i++) {
      ids.add(members.invocation(i));
    }
    running.put(run, new Running(instance, ids.size()));
    long took = (2 + random.nextLong(8) + members.rows()) * MILLISECOND;
    if (chance(faults.slowRun())) {
      took *= 20;
    }
    if (chance(faults.dies())) {
      events.in(took / 2, () -> die(instance));
    }
    if (chance(faults.overruns())) {
      long peak = simulation.scenario().capacity().memoryBytes() / 4;
      events.in(took / 3, () -> measure(instance, peak));
    }
    if (chance(faults.runHangs())) {
      return;
    }
    boolean fails = ids.stream().anyMatch(simulation::poisonous);
    var outcome = fails ? new Outcome.Failed(Outcome.Fault.EXECUTION, "planned") : Outcome.ANSWERED;
    for (int i = 0; i < ids.size(); i++) {
      int member = i;
      events.in(took + random.nextLong(MILLISECOND), () -> end(run, member, outcome));
    }
  }

  private void die(int instance) {
    if (kernel.view().hasInstance(instance)) {
      running.values().removeIf(run -> run.instance == instance);
      enter("lost", (to, now) -> to.lost(now, instance, "planned"));
    }
  }

  private void measure(int instance, long peak) {
    enter("measured", (to, now) -> to.measured(now, instance, new Usage(0, 0, peak)));
  }

  private void end(long run, int member, Outcome outcome) {
    var current = running.get(run);
    if (current == null) {
      return;
    }
    if (--current.open == 0) {
      running.remove(run);
    }
    enter("ended", (to, now) -> to.ended(now, run, member, outcome, Usage.UNKNOWN));
  }

  @Override
  public void abort(long run, int member, Cause cause) {
    if (!chance(faults.abortIgnored())) {
      events.in(MILLISECOND, () -> end(run, member, new Outcome.Cancelled(cause)));
    }
  }

  @Override
  public void regrant(long run, Grant grant) {}

  @Override
  public void reply(long invocation, Outcome outcome) {
    simulation.replied(node, invocation, outcome);
  }

  @Override
  public void plan(long request, PlanRequest what) {
    events.in(
        MILLISECOND, () -> enter("planned", (to, now) -> to.planned(now, request, Plan.NONE)));
  }

  @Override
  public void send(int to, Message message) {
    simulation.links().send(node, to, message);
  }

  int node() {
    return node;
  }
}
