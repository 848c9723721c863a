package dev.hearth.policies.histogram;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * A histogram of the times seen in the last while. Times are forgotten a slice of the window at a
 * time, so it holds at most a count for each slice and bin.
 */
final class SlidingHistogram {
  private final IdleHistogram times;
  private final long sliceNanos;
  private final int slices;
  private final ArrayDeque<Slice> kept = new ArrayDeque<>();

  SlidingHistogram(int bins, long binNanos, long windowNanos, int slices) {
    times = new IdleHistogram(bins, binNanos);
    sliceNanos = Math.max(1, windowNanos / slices);
    this.slices = slices;
  }

  void add(long now, long nanos) {
    forgetUntil(now);
    long number = now / sliceNanos;
    if (kept.isEmpty() || kept.getLast().number != number) {
      kept.addLast(new Slice(number));
    }
    int bin = times.bin(nanos);
    times.add(bin);
    kept.getLast().add(bin);
  }

  /** What was seen within the window. */
  IdleHistogram at(long now) {
    forgetUntil(now);
    return times;
  }

  private void forgetUntil(long now) {
    long oldest = now / sliceNanos - slices + 1;
    while (!kept.isEmpty() && kept.getFirst().number < oldest) {
      kept.removeFirst().leave(times);
    }
  }

  /** Which bins were counted in one slice of time, and how often; few of them ever are. */
  private static final class Slice {
    private final long number;
    private int[] bins = new int[2];
    private int[] counts = new int[2];
    private int used;

    Slice(long number) {
      this.number = number;
    }

    void add(int bin) {
      int place = 0;
      while (place < used && bins[place] != bin) {
        place++;
      }
      if (place == used) {
        if (used == bins.length) {
          bins = Arrays.copyOf(bins, used * 2);
          counts = Arrays.copyOf(counts, used * 2);
        }
        bins[place] = bin;
        counts[place] = 0;
        used++;
      }
      counts[place]++;
    }

    void leave(IdleHistogram times) {
      for (int place = 0; place < used; place++) {
        times.remove(bins[place], counts[place]);
      }
    }
  }
}
