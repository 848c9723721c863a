package dev.hearth.policies.histogram;

/** How often a pool was idle for how long, in bins of equal width, longer times counted apart. */
final class IdleHistogram {
  private final int[] counts;
  private final long binNanos;
  private long within;
  private long beyond;
  private long sumOfSquares;

  IdleHistogram(int bins, long binNanos) {
    if (bins < 1 || binNanos < 1) {
      throw new IllegalArgumentException(
          "a histogram needs bins of some width, not %d of %d ns".formatted(bins, binNanos));
    }
    counts = new int[bins];
    this.binNanos = binNanos;
  }

  /** The bin of a time; the number of bins for a time beyond the range. */
  int bin(long nanos) {
    return (int) Math.min(nanos / binNanos, counts.length);
  }

  void add(int bin) {
    if (bin == counts.length) {
      beyond++;
    } else {
      sumOfSquares += 2L * counts[bin] + 1;
      counts[bin]++;
      within++;
    }
  }

  void remove(int bin, int times) {
    if (bin == counts.length) {
      beyond -= times;
    } else {
      long before = counts[bin];
      counts[bin] -= times;
      sumOfSquares += (long) counts[bin] * counts[bin] - before * before;
      within -= times;
    }
  }

  long total() {
    return within + beyond;
  }

  /** Times within the range. */
  long within() {
    return within;
  }

  long beyond() {
    return beyond;
  }

  int bins() {
    return counts.length;
  }

  long rangeNanos() {
    return counts.length * binNanos;
  }

  /**
   * Coefficient of variation of the counts of all bins; kept as exact sums, which for whole numbers
   * gives what Welford's recurrence approaches.
   */
  double variation() {
    if (within == 0) {
      return 0;
    }
    double meanOfSquares = (double) sumOfSquares / counts.length;
    double mean = (double) within / counts.length;
    return StrictMath.sqrt(Math.max(0, meanOfSquares - mean * mean)) / mean;
  }

  /**
   * Lower edge of the bin in which this share, in percent, of the times within range is reached.
   */
  long lowerEdgeNanos(double percent) {
    return binOf(percent) * binNanos;
  }

  /** Upper edge of that bin. */
  long upperEdgeNanos(double percent) {
    return (binOf(percent) + 1) * binNanos;
  }

  private long binOf(double percent) {
    double wanted = percent / 100 * within;
    long seen = 0;
    for (int bin = 0; bin < counts.length; bin++) {
      seen += counts[bin];
      if (counts[bin] > 0 && seen >= wanted) {
        return bin;
      }
    }
    throw new IllegalStateException("a histogram without a time has no percentile");
  }
}
