package dev.hearth.policies.workflow;

/**
 * The phases of a workflow as they come: invocations that arrive at one instant are a phase. Keeps
 * the numbers of components, the lengths and the slowest components of the last {@link
 * #REMEMBERED}.
 */
final class Phases {
  static final int REMEMBERED = 64;
  static final long NEVER = Long.MIN_VALUE;

  private final Samples counts = new Samples(REMEMBERED);
  private final Samples lengths = new Samples(REMEMBERED);
  private final Samples slowest = new Samples(REMEMBERED);
  private long began = NEVER;
  private long slowestNow;
  private int count;
  private boolean counted = true;

  /** An invocation that came; whether a phase begins with it. */
  boolean arrived(long at, boolean called) {
    if (at == began) {
      count++;
      return false;
    }
    complete();
    if (slowestNow > 0) {
      slowest.add(slowestNow);
      slowestNow = 0;
    }
    if (called && began != NEVER) {
      lengths.add(at - began);
    }
    began = at;
    count = 1;
    counted = false;
    return true;
  }

  /** All of a phase have come. */
  void complete() {
    if (!counted) {
      counted = true;
      counts.add(count);
    }
  }

  long began() {
    return began;
  }

  /** A component ended after so long, were it on usual hardware. */
  void ended(long execNanos) {
    slowestNow = Math.max(slowestNow, execNanos);
  }

  /** The distribution of the numbers of components; one phase must be complete. */
  Weibull fit() {
    return Weibull.fit(counts.all());
  }

  int peak() {
    return (int) counts.greatest();
  }

  /** Mean of the slowest component's time, or 0 before the first phase has ended. */
  double meanOfSlowest() {
    double sum = 0;
    for (long nanos : slowest.all()) {
      sum += nanos;
    }
    return slowest.count() == 0 ? 0 : sum / slowest.count();
  }

  long shortest() {
    long shortest = Long.MAX_VALUE;
    for (long length : lengths.all()) {
      shortest = Math.min(shortest, length);
    }
    return lengths.count() == 0 ? 0 : shortest;
  }

  long longest() {
    return lengths.greatest();
  }
}
