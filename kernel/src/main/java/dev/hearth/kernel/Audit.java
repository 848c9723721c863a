package dev.hearth.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Looks at a kernel from outside its own bookkeeping and says which invariants do not hold.
 * Remembers the states it saw last, so it is asked after every input.
 */
public final class Audit {
  /** An invariant that does not hold, and how. */
  public record Violation(Invariant invariant, String what) {}

  private final Kernel kernel;
  private final TreeMap<Integer, String> instanceStates = new TreeMap<>();
  private final TreeMap<Long, String> invocationStates = new TreeMap<>();
  private final List<Violation> found = new ArrayList<>();

  public Audit(Kernel kernel) {
    this.kernel = kernel;
  }

  /** What does not hold now. */
  public List<Violation> check() {
    found.clear();
    checkLedger();
    checkRuns();
    checkInstanceStates();
    checkInvocationStates();
    for (var pool : kernel.poolsInOrder) {
      checkCounters(pool);
      checkWaits(pool);
    }
    return List.copyOf(found);
  }

  /** Ids of the invocations this node's own submitters wait for, ascending. */
  public List<Long> unanswered() {
    return kernel.entries.ids().stream().filter(id -> id < Forwarding.FIRST_FOREIGN).toList();
  }

  /** Whether nothing is left: no invocation, no instance, nothing charged. */
  public boolean isEmpty() {
    return kernel.entries.size() == 0
        && kernel.instances.size() == 0
        && kernel.ledger.charged().equals(Resources.NONE);
  }

  @SuppressWarnings("AnnotateFormatMethod") // private, and each call is run by a test
  private void require(boolean holds, Invariant invariant, String what, Object... values) {
    if (!holds) {
      found.add(new Violation(invariant, what.formatted(values)));
    }
  }

  private List<Instance> instances() {
    return kernel.instances.sortedKeys().stream()
        .map(id -> Present.of(kernel.instances.get(id), "instance", id))
        .toList();
  }

  private void checkLedger() {
    var reserved = Resources.NONE;
    var charged = Resources.NONE;
    var freeing = Resources.NONE;
    for (var instance : instances()) {
      var account = instance.account;
      freeing = freeing.plus(instance.freeing);
      require(account.open, Invariant.LEDGER, "instance %d holds no reservation", instance.id);
      reserved = reserved.plus(account.reserved);
      charged = charged.plus(account.charged());
    }
    require(
        freeing.equals(kernel.room.beingFreed()),
        Invariant.LEDGER,
        "%s is said to come back, a recount gives %s",
        kernel.room.beingFreed(),
        freeing);
    var shared = Resources.of(0, kernel.ledger.sharedBytes());
    require(
        reserved.fitsIn(kernel.ledger.capacity()),
        Invariant.LEDGER,
        "%s reserved of %s",
        reserved,
        kernel.ledger.capacity());
    require(
        charged.plus(shared).equals(kernel.ledger.charged()),
        Invariant.LEDGER,
        "the ledger charges %s, a recount %s",
        kernel.ledger.charged(),
        charged.plus(shared));
  }

  private void checkRuns() {
    for (var run : kernel.runs.live()) {
      int most = run.on().configuration().batching().maxRows();
      require(
          run.rows() <= most || run.size == 1,
          Invariant.ROWS_AND_SLOTS,
          "run %d carries %d rows of at most %d",
          run.id(),
          run.rows(),
          most);
      require(
          run.open > 0 && run.on().slots[run.slot] == run,
          Invariant.ROWS_AND_SLOTS,
          "run %d is not in slot %d of instance %d",
          run.id(),
          run.slot,
          run.on().id);
    }
    for (var instance : instances()) {
      int used = 0;
      for (var run : instance.slots) {
        used += run == null ? 0 : 1;
      }
      require(
          used == instance.busy,
          Invariant.ROWS_AND_SLOTS,
          "instance %d counts %d busy slots but has %d",
          instance.id,
          instance.busy,
          used);
    }
  }

  private void checkInstanceStates() {
    for (var instance : instances()) {
      var now = instance.state.getClass().getSimpleName();
      var before = instanceStates.put(instance.id, now);
      var from = before == null ? "New" : before;
      require(
          reachable(from).contains(now),
          Invariant.LEGAL_TRANSITIONS,
          "instance %d went from %s to %s",
          instance.id,
          from,
          now);
    }
    instanceStates.keySet().removeIf(id -> kernel.instances.get(id) == null);
  }

  /** States an instance may be in some transitions later. */
  private static List<String> reachable(String from) {
    return switch (from) {
      case "New" -> List.of("Starting", "Stopping");
      case "Starting", "Ready", "Changing" ->
          "Starting".equals(from)
              ? List.of("Starting", "Ready", "Changing", "Draining", "Stopping")
              : List.of("Ready", "Changing", "Draining", "Stopping");
      case "Draining" -> List.of("Draining", "Stopping");
      default -> List.of("Stopping");
    };
  }

  private void checkInvocationStates() {
    for (long id : kernel.entries.ids()) {
      var entry = Present.of(kernel.entries.get(id), "invocation", id);
      var now = entry.state.getClass().getSimpleName();
      var before = invocationStates.put(id, now);
      boolean forwardable =
          before == null || "Arrived".equals(before) || "Forwarded".equals(before);
      boolean early = "Arrived".equals(now) || "Forwarded".equals(now);
      require(
          !"Ended".equals(now) && (forwardable || !early),
          Invariant.LEGAL_TRANSITIONS,
          "invocation %d went from %s to %s",
          id,
          before,
          now);
      require(
          entry.waiting() == "Queued".equals(now) && (entry.run != null) == "Running".equals(now),
          Invariant.LEGAL_TRANSITIONS,
          "invocation %d is %s but stands elsewhere",
          id,
          now);
    }
    invocationStates.keySet().removeIf(id -> kernel.entries.get(id) == null);
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
    require(
        queued == pool.queued
            && queuedRows == pool.queuedRows
            && size == pool.size
            && starting == pool.starting
            && running == pool.running
            && free == pool.freeSlots,
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
    require(
        pool.queued <= pool.revision.maxQueue() + requeueable(pool),
        Invariant.COUNTERS,
        "pool %d holds %d invocations, more than its limit",
        pool.function,
        pool.queued);
  }

  /** Members of lost or failed runs go back to a queue that may be full. */
  private static int requeueable(Pool pool) {
    var configuration = pool.revision.configuration();
    return pool.revision.scale().max() * configuration.slots() * configuration.batching().maxRows();
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
      require(
          wanted,
          Invariant.NO_NEEDLESS_WAIT,
          "invocation %d of pool %d waits while instance %d has a free slot",
          queue.lane(i).first().id,
          pool.function,
          instance.id);
    }
  }
}
