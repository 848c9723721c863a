package dev.hearth.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a kernel from outside its own bookkeeping and says which invariants do not hold.
 * Remembers the states it saw last, so it is asked after every input; where all holds, that
 * allocates next to nothing, as simulations ask after each of billions of inputs.
 */
public final class Audit {
  /** An invariant that does not hold, and how. */
  public record Violation(Invariant invariant, String what) {}

  private static final int FORGOTTEN_AT_LEAST = 64;

  private final Kernel kernel;
  private final LongMap<InstanceState> instanceStates = new LongMap<>();
  private final LongMap<InvocationState> invocationStates = new LongMap<>();
  private final List<Violation> found = new ArrayList<>();

  public Audit(Kernel kernel) {
    this.kernel = kernel;
  }

  /** What does not hold now. */
  public List<Violation> check() {
    found.clear();
    checkLedger();
    checkRuns();
    kernel.instances.forEach(this::checkState);
    kernel.entries.forEach(this::checkState);
    forget(instanceStates, kernel.instances.size(), id -> kernel.instances.get(id) == null);
    forget(invocationStates, kernel.entries.size(), id -> kernel.entries.get(id) == null);
    for (var pool : kernel.poolsInOrder) {
      checkCounters(pool);
      checkWaits(pool);
    }
    return found.isEmpty() ? List.of() : List.copyOf(found);
  }

  /** Whether an invocation of this node's own submitters is here, without an outcome. */
  public boolean holds(long invocation) {
    return invocation < Forwarding.FIRST_FOREIGN && kernel.entries.get(invocation) != null;
  }

  /** Whether nothing is left: no invocation, no instance, nothing charged. */
  public boolean isEmpty() {
    return kernel.entries.size() == 0
        && kernel.instances.size() == 0
        && kernel.ledger.charged().equals(Resources.NONE);
  }

  @SuppressWarnings("AnnotateFormatMethod") // private, and each call is run by a test
  private void violated(Invariant invariant, String what, Object... values) {
    found.add(new Violation(invariant, what.formatted(values)));
  }

  /** What has gone never comes back, so that what was seen of it may be dropped now and then. */
  private static <S> void forget(LongMap<S> seen, int present, LongPredicate gone) {
    if (seen.size() > 2 * present + FORGOTTEN_AT_LEAST) {
      for (long id : seen.sortedKeys()) {
        if (gone.test(id)) {
          seen.remove(id);
        }
      }
    }
  }

  /** Sums over instances, made anew in each check. */
  private static final class Recount {
    private int cpuMillis;
    private int gpuPercent;
    private long memoryBytes;

    void add(Resources more) {
      cpuMillis += more.cpuMillis();
      gpuPercent += more.gpuPercent();
      memoryBytes += more.memoryBytes();
    }

    Resources sum() {
      return new Resources(cpuMillis, gpuPercent, memoryBytes);
    }
  }

  private void checkLedger() {
    var reserved = new Recount();
    var charged = new Recount();
    var freeing = new Recount();
    kernel.instances.forEach(
        (id, instance) -> {
          freeing.add(instance.freeing);
          if (!instance.account.open) {
            violated(Invariant.LEDGER, "instance %d holds no reservation", id);
          }
          reserved.add(instance.account.reserved);
          charged.add(instance.account.charged());
        });
    charged.add(Resources.of(0, kernel.ledger.sharedBytes()));
    if (!freeing.sum().equals(kernel.room.beingFreed())) {
      violated(
          Invariant.LEDGER,
          "%s is said to come back, a recount gives %s",
          kernel.room.beingFreed(),
          freeing.sum());
    }
    if (!reserved.sum().fitsIn(kernel.ledger.capacity())) {
      violated(Invariant.LEDGER, "%s reserved of %s", reserved.sum(), kernel.ledger.capacity());
    }
    if (!charged.sum().equals(kernel.ledger.charged())) {
      violated(
          Invariant.LEDGER,
          "the ledger charges %s, a recount %s",
          kernel.ledger.charged(),
          charged.sum());
    }
  }

  private void checkRuns() {
    kernel.runs.forEach(
        run -> {
          int most = run.on().configuration().batching().maxRows();
          if (run.rows() > most && run.size != 1) {
            violated(
                Invariant.ROWS_AND_SLOTS,
                "run %d carries %d rows of at most %d",
                run.id(),
                run.rows(),
                most);
          }
          if (run.open <= 0 || run.on().slots[run.slot] != run) {
            violated(
                Invariant.ROWS_AND_SLOTS,
                "run %d is not in slot %d of instance %d",
                run.id(),
                run.slot,
                run.on().id);
          }
        });
    kernel.instances.forEach(
        (id, instance) -> {
          int used = 0;
          for (var run : instance.slots) {
            used += run == null ? 0 : 1;
          }
          if (used != instance.busy) {
            violated(
                Invariant.ROWS_AND_SLOTS,
                "instance %d counts %d busy slots but has %d",
                id,
                instance.busy,
                used);
          }
        });
  }

  private void checkState(long id, Instance instance) {
    var now = instance.state;
    var before = instanceStates.get(id);
    if (!reachable(before, now)) {
      violated(
          Invariant.LEGAL_TRANSITIONS,
          "instance %d went from %s to %s",
          id,
          before == null ? "New" : name(before),
          name(now));
    }
    instanceStates.put(id, now);
  }

  /** Whether some transitions lead from one state to another. */
  private static boolean reachable(@Nullable InstanceState from, InstanceState to) {
    return switch (to) {
      case InstanceState.Starting _ -> from == null || from instanceof InstanceState.Starting;
      case InstanceState.Ready _, InstanceState.Changing _ -> inService(from);
      case InstanceState.Draining _ -> inService(from) || from instanceof InstanceState.Draining;
      case InstanceState.Stopping _ -> true;
      case InstanceState.Gone _ -> false;
    };
  }

  private static boolean inService(@Nullable InstanceState state) {
    return state instanceof InstanceState.Starting
        || state instanceof InstanceState.Ready
        || state instanceof InstanceState.Changing;
  }

  private void checkState(long id, Entry entry) {
    var now = entry.state;
    var before = invocationStates.get(id);
    boolean forwardable = before == null || early(before);
    if (now instanceof InvocationState.Ended || (!forwardable && early(now))) {
      violated(
          Invariant.LEGAL_TRANSITIONS,
          "invocation %d went from %s to %s",
          id,
          before == null ? "New" : name(before),
          name(now));
    }
    if (entry.waiting() != now instanceof InvocationState.Queued
        || (entry.run != null) != now instanceof InvocationState.Running) {
      violated(
          Invariant.LEGAL_TRANSITIONS, "invocation %d is %s but stands elsewhere", id, name(now));
    }
    invocationStates.put(id, now);
  }

  private static boolean early(InvocationState state) {
    return state instanceof InvocationState.Arrived || state instanceof InvocationState.Forwarded;
  }

  private static String name(Object state) {
    return state.getClass().getSimpleName();
  }

  private void checkCounters(Pool pool) {
    int queued = pool.queue.size();
    int queuedRows = pool.queue.rows();
    int size = 0;
    int starting = 0;
    int running = 0;
    int free = 0;
    for (var instance : pool.instances) {
      free += instance.freeSlots();
      queued += instance.queued();
      queuedRows += instance.queue == null ? 0 : instance.queue.rows();
      size += instance.counts() ? 1 : 0;
      starting += instance.state instanceof InstanceState.Starting ? 1 : 0;
      for (var run : instance.slots) {
        running += run == null ? 0 : run.open;
      }
    }
    if (queued != pool.queued
        || queuedRows != pool.queuedRows
        || size != pool.size
        || starting != pool.starting
        || running != pool.running
        || free != pool.freeSlots) {
      violated(
          Invariant.COUNTERS,
          "pool %d counts queued %d (%d rows), size %d, starting %d, running %d, free slots %d;"
              + " a recount gives %d (%d rows), %d, %d, %d, %d",
          pool.function,
          pool.queued,
          pool.queuedRows,
          pool.size,
          pool.starting,
          pool.running,
          pool.freeSlots,
          queued,
          queuedRows,
          size,
          starting,
          running,
          free);
    }
    int limit = pool.revision.maxQueue();
    if (pool.queued > limit && neverRan(pool) > limit) {
      violated(
          Invariant.COUNTERS,
          "pool %d holds %d invocations that never ran, more than its limit of %d",
          pool.function,
          neverRan(pool),
          limit);
    }
  }

  /** Members of lost or failed runs go back to a queue that may be full; they were let in once. */
  private static int neverRan(Pool pool) {
    int count = neverRan(pool.queue);
    for (var instance : pool.instances) {
      count += instance.queue == null ? 0 : neverRan(instance.queue);
    }
    return count;
  }

  private static int neverRan(Queue queue) {
    return (int) Endings.waiting(queue).stream().filter(entry -> entry.attempts == 0).count();
  }

  private void checkWaits(Pool pool) {
    for (var instance : pool.instances) {
      if (instance.freeSlots() > 0) {
        checkWaits(pool, pool.queue, instance);
        if (instance.queue != null) {
          checkWaits(pool, instance.queue, instance);
        }
      }
    }
  }

  private void checkWaits(Pool pool, Queue queue, Instance instance) {
    for (int i = 0; i < queue.lanes(); i++) {
      long cut = kernel.dispatch.cut(queue.lane(i), instance);
      long until = Cut.runsNow(cut) ? kernel.now : Cut.until(cut);
      boolean wanted = until == Long.MAX_VALUE || (pool.inHeap() && pool.key <= until);
      if (!wanted) {
        violated(
            Invariant.NO_NEEDLESS_WAIT,
            "invocation %d of pool %d waits while instance %d has a free slot",
            queue.lane(i).first().id,
            pool.function,
            instance.id);
      }
    }
  }
}
