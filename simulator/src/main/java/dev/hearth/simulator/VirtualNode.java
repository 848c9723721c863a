package dev.hearth.simulator;

import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Change;
import dev.hearth.kernel.Grant;
import dev.hearth.kernel.Inputs;
import dev.hearth.kernel.Invocation;
import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.LongMap;
import dev.hearth.kernel.Members;
import dev.hearth.kernel.Message;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.Plan;
import dev.hearth.kernel.PlanRequest;
import dev.hearth.kernel.Planner;
import dev.hearth.kernel.Result;
import dev.hearth.kernel.Usage;
import dev.hearth.kernel.World;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** One node of the virtual world: the effects of its kernel take virtual time and may go wrong. */
public final class VirtualNode implements World {
  private static final long MILLISECOND = 1_000_000L;
  private static final int TRIES_A_DESTROY_MAY_FAIL = 3;

  /** How long a planner's answer takes, and by how much longer for each number it is given. */
  private static final long PLANNING_NANOS = MILLISECOND;

  private static final long PLANNING_NANOS_A_NUMBER = 20_000;

  /** A change that has not been answered. */
  private record Asked(int instance, Change what, boolean fails) {}

  /** A run that has not ended. */
  private static final class Running {
    final int instance;
    final Outcome outcome;
    final int members;
    int open;

    Running(int instance, int members, Outcome outcome) {
      this.instance = instance;
      this.members = members;
      this.open = members;
      this.outcome = outcome;
    }
  }

  private static final Outcome PLANNED_FAILURE =
      new Outcome.Failed(Outcome.Fault.EXECUTION, "planned");

  private final int node;
  private final Surroundings surroundings;
  private final EventQueue events;
  private final RandomGenerator random;
  private final Faults faults;
  private final long memoryBytes;
  private final List<Planner> planners;
  private final Inputs inputs;
  private final LongMap<Running> running = new LongMap<>();
  private final LongMap<Asked> asked = new LongMap<>();
  private final TreeMap<Long, Integer> destroys = new TreeMap<>();
  private final EventQueue.Handler answer = this::answer;
  private final EventQueue.Handler end = this::end;
  private final EventQueue.Handler wake = this::wake;
  private long clockOffset;
  private long wakeAt = Long.MAX_VALUE;
  private final Kernel kernel;

  /**
   * A node and its kernel.
   *
   * @param planners who answers what policies ask off the loop; nobody knows an answer where the
   *     asked one is not among them
   */
  public VirtualNode(
      KernelOptions options,
      Faults faults,
      Surroundings surroundings,
      EventQueue events,
      RandomGenerator random,
      List<Planner> planners,
      Seating seating) {
    this.node = options.node();
    this.surroundings = surroundings;
    this.events = events;
    this.random = random;
    this.faults = faults;
    this.memoryBytes = options.capacity().memoryBytes();
    this.planners = List.copyOf(planners);
    var seat = seating.seat(options, this);
    this.kernel = seat.kernel();
    this.inputs = seat.inputs();
  }

  public int node() {
    return node;
  }

  public Kernel kernel() {
    return kernel;
  }

  /** What this node takes the time to be. */
  public long clock() {
    return events.now() + clockOffset;
  }

  /** An input, by the node's own clock. */
  interface Entering {
    void enter(Inputs inputs, long now);
  }

  /** Gives the kernel an input and sees to its next wake-up. */
  void enter(String what, Entering entering) {
    jump();
    entering.enter(inputs, clock());
    entered(what);
  }

  public void deploy(dev.hearth.kernel.Revision revision) {
    enter("deploy", (to, now) -> to.deploy(now, revision));
  }

  /** The frequent ones go in without an object made for them. */
  public void submit(Invocation invocation) {
    jump();
    inputs.submit(clock(), invocation);
    entered("submit");
  }

  /** News of another node. */
  public void heard(dev.hearth.kernel.NodeState state) {
    enter("node", (to, now) -> to.node(now, state));
  }

  public void message(int from, Message message) {
    enter(
        "message " + message.getClass().getSimpleName(),
        (to, now) -> to.message(now, from, message));
  }

  private void jump() {
    if (chance(faults.clockJumps())) {
      clockOffset += random.nextLong(-2_000, 2_001) * MILLISECOND;
    }
  }

  private void entered(String what) {
    surroundings.entered(this, what);
    wakeLater();
  }

  private void wakeLater() {
    long next = kernel.nextWake();
    if (next == Long.MAX_VALUE) {
      return;
    }
    long at = surroundings.alarm(events.now(), Math.max(events.now() + 1, next - clockOffset));
    if (at < wakeAt || wakeAt <= events.now()) {
      wakeAt = at;
      events.at(at, wake, at, 0);
    }
  }

  /** An earlier wake-up may have taken the place of this one. */
  private void wake(long due, long unused) {
    if (wakeAt == due) {
      wakeAt = Long.MAX_VALUE;
      jump();
      inputs.tick(clock());
      entered("tick");
    }
  }

  private boolean chance(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  @Override
  public void change(long change, int instance, Change what) {
    surroundings.changing(node, instance, what);
    switch (what) {
      case Change.Create create -> create(change, instance, create);
      case Change.Destroy _ -> destroy(change, instance);
      case Change.Bind _, Change.Prepare _, Change.Load _, Change.Unload _ -> {
        asked.put(change, new Asked(instance, what, chance(faults.startFails())));
        events.in(surroundings.changeNanos(node, instance, what), answer, change, 0);
      }
    }
  }

  private void create(long change, int instance, Change.Create create) {
    if (chance(faults.startHangs())) {
      return;
    }
    long took = surroundings.changeNanos(node, instance, create);
    if (chance(faults.slowStart())) {
      took *= 50;
    }
    asked.put(change, new Asked(instance, create, chance(faults.startFails())));
    events.in(took, answer, change, 0);
  }

  private void destroy(long change, int instance) {
    forgetRuns(instance);
    boolean fails = false;
    if (faults.destroyFails() > 0) {
      int tries = destroys.merge(change, 1, Integer::sum);
      fails = tries <= TRIES_A_DESTROY_MAY_FAIL && chance(faults.destroyFails());
      if (fails && random.nextBoolean()) {
        return;
      }
    }
    asked.put(change, new Asked(instance, Change.DESTROY, fails));
    events.in(surroundings.changeNanos(node, instance, Change.DESTROY), answer, change, 0);
  }

  private void answer(long change, long unused) {
    var answered = asked.remove(change);
    if (answered == null) {
      return;
    }
    surroundings.changed(node, answered.instance, answered.what, !answered.fails);
    jump();
    inputs.changed(clock(), change, answered.fails ? new Result.Failed("planned") : Result.DONE);
    entered("changed");
  }

  @Override
  public void run(long run, int instance, int slot, Members members, Grant grant) {
    int size = members.size();
    boolean fails = false;
    for (int i = 0; i < size; i++) {
      fails |= surroundings.poisonous(members.invocation(i));
    }
    running.put(run, new Running(instance, size, fails ? PLANNED_FAILURE : Outcome.ANSWERED));
    long took = surroundings.runNanos(node, instance, members);
    surroundings.started(node, instance, members);
    if (chance(faults.slowRun())) {
      took *= 20;
    }
    if (chance(faults.dies())) {
      events.in(took / 2, () -> die(instance));
    }
    if (chance(faults.overruns())) {
      events.in(took / 3, () -> measure(instance, memoryBytes / 4));
    }
    if (chance(faults.runHangs())) {
      return;
    }
    if (surroundings.paces(node, run, instance, took)) {
      return;
    }
    for (int member = 0; member < size; member++) {
      events.in(took, end, run, member);
    }
  }

  /** A run that the surroundings pace is over. */
  public void done(long run) {
    var current = running.get(run);
    for (int member = 0, members = current == null ? 0 : current.members;
        member < members;
        member++) {
      end(run, member);
    }
  }

  private void die(int instance) {
    if (kernel.view().hasInstance(instance)) {
      forgetRuns(instance);
      enter("lost", (to, now) -> to.lost(now, instance, "planned"));
    }
  }

  /** What an instance ran ends with it. */
  private void forgetRuns(int instance) {
    if (faults.equals(Faults.NONE)) {
      return;
    }
    for (long run : running.sortedKeys()) {
      var each = running.get(run);
      if (each != null && each.instance == instance) {
        running.remove(run);
        surroundings.ended(node, run, instance);
      }
    }
  }

  private void measure(int instance, long peak) {
    enter("measured", (to, now) -> to.measured(now, instance, new Usage(0, 0, peak)));
  }

  private void end(long run, long member) {
    var current = running.get(run);
    if (current != null) {
      end(run, (int) member, current, current.outcome);
    }
  }

  private void end(long run, int member, Running current, Outcome outcome) {
    if (--current.open == 0) {
      running.remove(run);
      surroundings.ended(node, run, current.instance);
    }
    jump();
    inputs.ended(clock(), run, member, outcome, Usage.UNKNOWN);
    entered("ended");
  }

  @Override
  public void abort(long run, int member, Cause cause) {
    if (!chance(faults.abortIgnored())) {
      events.in(MILLISECOND, () -> aborted(run, member, cause));
    }
  }

  private void aborted(long run, int member, Cause cause) {
    var current = running.get(run);
    if (current != null) {
      end(run, member, current, new Outcome.Cancelled(cause));
    }
  }

  @Override
  public void regrant(long run, Grant grant) {}

  @Override
  public void reply(long invocation, Outcome outcome) {
    surroundings.replied(node, invocation, outcome);
  }

  @Override
  public void plan(long request, PlanRequest what) {
    long took = PLANNING_NANOS + what.snapshot().size() * PLANNING_NANOS_A_NUMBER;
    boolean inTime = took <= what.budgetNanos() && !chance(faults.planFails());
    var plan = inTime ? think(what) : Plan.NONE;
    events.in(
        Math.clamp(what.budgetNanos(), 1, took),
        () -> enter("planned", (to, now) -> to.planned(now, request, plan)));
  }

  private Plan think(PlanRequest what) {
    return planners.stream()
        .filter(planner -> planner.id().equals(what.planner()))
        .findFirst()
        .map(planner -> planner.plan(what))
        .orElse(Plan.NONE);
  }

  @Override
  public void send(int to, Message message) {
    surroundings.send(node, to, message);
  }
}
