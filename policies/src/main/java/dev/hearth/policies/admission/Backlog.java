package dev.hearth.policies.admission;

import dev.hearth.kernel.InstanceState;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.PoolView;
import dev.hearth.policies.latency.OnlineLatency;

/**
 * What lies between one more invocation and its run, at one instant: the formulas of {@link
 * WaitEstimate}. One object looks again and again, so that an invocation allocates nothing.
 */
final class Backlog {
  /** No instance is ready and no start was ever measured. */
  static final long UNKNOWN = -1;

  private final OnlineLatency runs;
  private long maxRows;
  private long batch;
  private long ownRows;
  private int runningRows;
  private long slots;
  private long free;
  private long startingSlots;
  private long startedSince;
  private long startLeft;

  Backlog(OnlineLatency runs) {
    this.runs = runs;
  }

  /**
   * Looks at a pool to which so many rows more come.
   *
   * @param startNanos how long a start takes, or -1 if that is not known
   */
  void look(long now, PoolView pool, int rows, long startNanos) {
    slots = 0;
    free = 0;
    startingSlots = 0;
    startedSince = Long.MAX_VALUE;
    var configuration = pool.revision().configuration();
    maxRows = configuration.batching().maxRows();
    long ahead = (long) pool.queuedRows() + rows;
    batch = ceilDiv(ahead, maxRows);
    ownRows = ahead - (batch - 1) * maxRows;
    runningRows = pool.runningRows();
    var instances = pool.instances();
    for (int i = 0; i < instances.size(); i++) {
      count(instances.get(i));
    }
    if (slots + startingSlots == 0) {
      startingSlots = configuration.slots();
      startedSince = now;
    }
    startLeft =
        startingSlots == 0 || startNanos < 0
            ? UNKNOWN
            : Math.max(0, startNanos - (now - startedSince));
  }

  private void count(InstanceView instance) {
    if (instance.state() instanceof InstanceState.Ready) {
      slots += instance.configuration().slots();
      free += instance.freeSlots();
    } else if (instance.state() instanceof InstanceState.Starting starting) {
      startingSlots += instance.configuration().slots();
      startedSince = Math.min(startedSince, starting.since());
    }
  }

  /** Nanoseconds until a slot takes it, or {@link #UNKNOWN}. */
  long waitNanos() {
    if (slots == 0) {
      return startLeft == UNKNOWN ? UNKNOWN : waitForStart();
    }
    return startLeft == UNKNOWN ? waitForReady() : Math.min(waitForReady(), waitForStart());
  }

  /** Nanoseconds of the run it would be part of. */
  long runNanos() {
    return estimate(ownRows);
  }

  private long waitForReady() {
    if (batch <= free) {
      return 0;
    }
    long rounds = ceilDiv(batch - free, slots);
    long busy = slots - free;
    long running = busy == 0 ? 0 : estimate(ceilDiv(runningRows, busy));
    return running + (rounds - 1) * estimate(maxRows);
  }

  private long waitForStart() {
    long full = Math.max(1, estimate(maxRows));
    long late = batch - slots * (startLeft / full);
    return late <= startingSlots
        ? startLeft
        : startLeft + ceilDiv(late - startingSlots, slots + startingSlots) * full;
  }

  private long estimate(long rows) {
    return runs.estimate((int) rows);
  }

  private static long ceilDiv(long amount, long by) {
    return (amount + by - 1) / by;
  }
}
