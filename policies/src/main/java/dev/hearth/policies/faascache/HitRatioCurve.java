package dev.hearth.policies.faascache;

import java.util.TreeMap;

/**
 * Which share of invocations finds its function in memory, by the memory there is (FaasCache,
 * ASPLOS 2021, section on provisioning):
 *
 * <pre>hit ratio(c) = invocations of reuse distance up to c / all invocations</pre>
 *
 * <p>The reuse distance of an invocation is the memory of the distinct functions invoked since the
 * last invocation of its own, with its own, which has to be there as well; a first invocation has
 * none and never hits. It is the distance of a stack ordered by last use: exact for LRU with one
 * instance a function and runs that take no time, an estimate for other orders and for functions
 * that run several times at once. Not here: sampling.
 *
 * <p>Distances are counted in steps of {@code step} bytes; what it holds grows with functions, not
 * with invocations.
 */
public final class HitRatioCurve {
  private final long stepBytes;
  private final ReuseStack stack = new ReuseStack();
  private final TreeMap<Long, Long> hitsFrom = new TreeMap<>();
  private long invocations;

  public HitRatioCurve(long stepBytes) {
    if (stepBytes < 1) {
      throw new IllegalArgumentException("step must be at least 1 byte, not " + stepBytes);
    }
    this.stepBytes = stepBytes;
  }

  /** A function that takes so much memory was invoked; returns the reuse distance, or -1. */
  public long invoked(int function, long bytes) {
    invocations++;
    long between = stack.touch(function, bytes);
    if (between < 0) {
      return -1;
    }
    long distance = between + bytes;
    hitsFrom.merge(Math.ceilDiv(distance, stepBytes), 1L, Long::sum);
    return distance;
  }

  public long invocations() {
    return invocations;
  }

  /** Share of invocations that hit with so much memory. */
  public double hitRatio(long memoryBytes) {
    if (invocations == 0) {
      return 0;
    }
    long hits = 0;
    for (long count : hitsFrom.headMap(memoryBytes / stepBytes, true).values()) {
      hits += count;
    }
    return (double) hits / invocations;
  }

  /** The least memory, in whole steps, that has this hit ratio; -1 if none has. */
  public long memoryFor(double hitRatio) {
    if (hitRatio <= 0) {
      return 0;
    }
    long hits = 0;
    for (var step : hitsFrom.entrySet()) {
      hits += step.getValue();
      if (hits >= hitRatio * invocations) {
        return step.getKey() * stepBytes;
      }
    }
    return -1;
  }
}
