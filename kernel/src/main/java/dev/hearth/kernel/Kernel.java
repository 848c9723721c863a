package dev.hearth.kernel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one node: admits, orders, batches, scales, keeps and evicts. Deterministic and
 * single-threaded by contract: equal options and equal inputs give equal effects, live or
 * simulated.
 *
 * <p>The parts share this object's state: {@link Intake} lets invocations in, {@link Dispatch} cuts
 * batches for free slots, {@link Endings} gives outcomes, {@link Fleet} starts and stops instances,
 * {@link Room} makes others go for them, {@link Council} and {@link Proposals} are where policies
 * speak, {@link Forwarding} reaches other nodes.
 */
public final class Kernel implements Inputs {
  final KernelOptions options;
  final World world;
  final Timers timers = new Timers();
  final Entries entries = new Entries();
  final RunTable runs = new RunTable();
  final LongMap<Instance> instances = new LongMap<>();
  final IdleList idle = new IdleList(instances);
  final List<Pool> poolsInOrder = new ArrayList<>();
  final Ledger ledger;
  final Council council;
  final Proposals proposals;
  final Loans loans;
  final Forwarding forwarding;
  final Intake intake;
  final Dispatch dispatch;
  final Endings endings;
  final Changes changes;
  final Fleet fleet;
  final Room room;
  Witness witness = Witness.NONE;
  long now;
  boolean draining;

  private final KernelView view;
  private final List<Function> retiring = new ArrayList<>();
  private @Nullable Function[] functions = new Function[64];
  private long lastOrder;
  private long lastChange;

  public Kernel(KernelOptions options, Suites suites, World world) {
    this(options, suites, world, new Parts());
  }

  /** From now on {@code other} hears what is decided. */
  public void witness(Witness other) {
    witness = other;
  }

  /**
   * Who answers one kind of question for a function.
   *
   * @throws IllegalArgumentException if there is no such function
   */
  public Appointment appointed(int function, Role role) {
    return function(function).pool.cabinet.appointed(role);
  }

  /** With other parts than the usual ones, so that tests can plant a defect in one. */
  Kernel(KernelOptions options, Suites suites, World world, Parts parts) {
    this.options = options;
    this.world = world;
    ledger = parts.ledger(options.capacity());
    council = new Council(this, suites);
    proposals = new Proposals(this);
    loans = new Loans(this);
    forwarding = new Forwarding(this);
    intake = new Intake(this);
    dispatch = parts.dispatch(this);
    endings = parts.endings(this);
    changes = parts.changes(this);
    fleet = parts.fleet(this);
    room = new Room(this);
    view = new KernelView(this);
  }

  /** What can be exchanged in a test. */
  static class Parts {
    Ledger ledger(Resources capacity) {
      return new Ledger(capacity);
    }

    Dispatch dispatch(Kernel kernel) {
      return new Dispatch(kernel);
    }

    Endings endings(Kernel kernel) {
      return new Endings(kernel);
    }

    Changes changes(Kernel kernel) {
      return new Changes(kernel);
    }

    Fleet fleet(Kernel kernel) {
      return new Fleet(kernel);
    }
  }

  @Override
  public void deploy(long at, Revision revision) {
    advance(at);
    var function = functionOrNull(revision.function());
    if (function == null) {
      add(revision);
    } else {
      replace(function, revision);
    }
    fleet.rescale(function(revision.function()).pool);
  }

  private void add(Revision revision) {
    if (poolsInOrder.size() >= options.limits().functions()) {
      throw new IllegalStateException(
          "this node holds its limit of %d functions".formatted(options.limits().functions()));
    }
    var pool = new Pool(revision, council.form(revision));
    int place = poolsInOrder.size();
    while (place > 0 && poolsInOrder.get(place - 1).function > pool.function) {
      place--;
    }
    poolsInOrder.add(place, pool);
    if (pool.function >= functions.length) {
      functions =
          java.util.Arrays.copyOf(functions, Math.max(pool.function + 1, functions.length * 2));
    }
    functions[pool.function] = new Function(revision, pool);
  }

  private void replace(Function function, Revision revision) {
    var pool = function.home;
    var before = function.revision();
    boolean otherPolicies = !revision.policies().equals(before.policies());
    retiring.remove(function);
    function.retired = false;
    function.revise(revision);
    pool.revision = revision;
    pool.failures = 0;
    pool.backoffUntil = 0;
    if (otherPolicies) {
      council.dismiss(pool.cabinet);
      pool.appoint(council.form(revision));
    }
    if (revision.equals(before) || !keepsInstances(revision, before)) {
      stopAll(pool);
    } else {
      keepWanted(pool);
    }
  }

  /** Whether no more is new than how many there may be and what is known of their runs. */
  private static boolean keepsInstances(Revision revision, Revision before) {
    return revision.equals(before.withScale(revision.scale()).withProfile(revision.profile()));
  }

  /** Only how many there may be has changed: those that are too many now go when they are idle. */
  private void keepWanted(Pool pool) {
    for (var instance : List.copyOf(pool.instances)) {
      if (pool.size > pool.revision.scale().max() && instance.idle()) {
        fleet.stop(instance);
      }
    }
  }

  private void stopAll(Pool pool) {
    for (var instance : List.copyOf(pool.instances)) {
      if (instance.counts()) {
        fleet.stopWhenIdle(instance);
      }
    }
  }

  @Override
  public void retire(long at, int handle) {
    advance(at);
    var function = functionOrNull(handle);
    if (function == null || function.retired) {
      return;
    }
    function.retired = true;
    retiring.add(function);
    ungroup(function);
    letGo();
  }

  /** Those that shared its pool are served by their own again. */
  private void ungroup(Function leader) {
    for (var function : functions) {
      if (function != null && function != leader && function.pool == leader.home) {
        function.timeoutNanos = Function.NO_TIMEOUT;
        dispatch.moveWaiting(function, function.home);
        dispatch.dispatch(function.home);
      }
    }
  }

  @Override
  public void submit(long at, Invocation invocation) {
    advance(at);
    if (invocation.id() >= Forwarding.FIRST_FOREIGN) {
      throw new IllegalArgumentException(
          "invocation id %d is kept for other nodes; use one below %d"
              .formatted(invocation.id(), Forwarding.FIRST_FOREIGN));
    }
    if (entries.get(invocation.id()) == null) {
      intake.take(invocation, null);
    }
  }

  @Override
  public void cancel(long at, long invocation, Cause cause) {
    advance(at);
    intake.cancel(invocation, cause);
    letGo();
  }

  @Override
  public void changed(long at, long change, Result result) {
    advance(at);
    var pending = changes.get(change);
    if (pending != null) {
      changes.answered(pending, result);
    }
    letGo();
  }

  @Override
  public void ended(long at, long id, int member, Outcome outcome, Usage usage) {
    advance(at);
    var run = runs.get(id);
    if (run != null) {
      dispatch.ended(run, member, outcome, usage);
    }
    letGo();
  }

  @Override
  public void progress(long at, long id, int member, Mark mark) {
    advance(at);
    var run = runs.get(id);
    if (run != null) {
      run.blocked = mark == Mark.BLOCKED;
      council.tell(run.on().pool, Event.Kind.MARKED, new Event.Marked(now, run, mark));
    }
  }

  @Override
  public void measured(long at, int id, Usage usage) {
    advance(at);
    var instance = instances.get(id);
    if (instance != null) {
      room.measured(instance, usage);
      council.tell(instance.pool, Event.Kind.SAMPLED, new Event.Sampled(now, instance, usage));
    }
  }

  @Override
  public void lost(long at, int id, String reason) {
    advance(at);
    var instance = instances.get(id);
    if (instance != null) {
      fleet.lost(instance, reason);
    }
    letGo();
  }

  @Override
  public void node(long at, NodeState state) {
    advance(at);
    view.heard(state);
    if (!state.reachable()) {
      forwarding.nodeLost(state.node());
    }
    council.tellAll(Event.Kind.TOPOLOGY, new Event.Topology(now, state));
  }

  @Override
  public void planned(long at, long request, Plan plan) {
    advance(at);
    proposals.planned(request, plan);
  }

  @Override
  public void message(long at, int from, Message message) {
    advance(at);
    forwarding.message(from, message);
    letGo();
  }

  @Override
  public void drain(long at) {
    advance(at);
    draining = true;
    letGo();
  }

  @Override
  public long tick(long at) {
    advance(at);
    while (timers.nextDue() <= now) {
      due(timers.next());
    }
    letGo();
    return timers.nextDue();
  }

  private void due(Timer timer) {
    switch (timer) {
      case Entry entry -> endings.due(entry);
      case Instance instance -> fleet.keepAliveDue(instance);
      case Pool pool -> dispatch.due(pool);
      case Run run -> loans.sliceEnded(run);
      case PendingChange pending -> changes.overdue(pending);
      case Seat seat -> council.wake(seat);
      case Loans _ -> loans.expire();
    }
  }

  /** The next instant at which {@link #tick} would do something. */
  public long nextWake() {
    return timers.nextDue();
  }

  /** What policies see, for those who show it. */
  public View view() {
    return view;
  }

  /** Unanswered invocations, here or forwarded. */
  public int unanswered() {
    return entries.size();
  }

  Function function(int handle) {
    return Present.of(functionOrNull(handle), "function", handle);
  }

  @Nullable Function functionOrNull(int handle) {
    return handle >= 0 && handle < functions.length ? functions[handle] : null;
  }

  /** Whether a pool is kept only for what it still has to do. */
  boolean leaving(Pool pool) {
    return draining || function(pool.function).retired;
  }

  long nextOrder() {
    return ++lastOrder;
  }

  long nextChange() {
    return ++lastChange;
  }

  private void advance(long at) {
    if (at > now) {
      now = at;
    }
  }

  /** Ends what was kept for work that is done now. */
  private void letGo() {
    if (!draining && retiring.isEmpty()) {
      return;
    }
    for (var pool : poolsInOrder) {
      if (leaving(pool) && pool.queued == 0) {
        fleet.stopUnused(pool);
      }
    }
    removeRetired();
  }

  private void removeRetired() {
    for (var function : List.copyOf(retiring)) {
      if (function.home.unused()) {
        retiring.remove(function);
        timers.clear(function.home);
        room.forget(function.home);
        council.dismiss(function.home.cabinet);
        poolsInOrder.remove(function.home);
        functions[function.home.function] = null;
      }
    }
  }
}
