package dev.hearth.policies.histogram;

/** The last so many times. Room for them grows as they come. */
final class RecentTimes {
  private final int most;
  private double[] ring = new double[4];
  private long added;

  RecentTimes(int most) {
    this.most = most;
  }

  void add(double time) {
    if (added == ring.length && added < most) {
      ring = java.util.Arrays.copyOf(ring, Math.min(most, ring.length * 2));
    }
    ring[(int) (added++ % ring.length)] = time;
  }

  /** Oldest first. */
  double[] inOrder() {
    int count = (int) Math.min(added, ring.length);
    var times = new double[count];
    for (int place = 0; place < count; place++) {
      times[place] = ring[(int) ((added - count + place) % ring.length)];
    }
    return times;
  }
}
