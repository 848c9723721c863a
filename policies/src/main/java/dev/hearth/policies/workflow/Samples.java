package dev.hearth.policies.workflow;

import java.util.Arrays;

/** The last few of many numbers. */
final class Samples {
  private final long[] kept;
  private int count;
  private int next;

  Samples(int most) {
    kept = new long[most];
  }

  void add(long sample) {
    kept[next] = sample;
    next = (next + 1) % kept.length;
    count = Math.min(count + 1, kept.length);
  }

  int count() {
    return count;
  }

  /** In no particular order. */
  long[] all() {
    return Arrays.copyOf(kept, count);
  }

  long greatest() {
    long greatest = 0;
    for (int i = 0; i < count; i++) {
      greatest = Math.max(greatest, kept[i]);
    }
    return greatest;
  }
}
