package dev.hearth.node.console;

import dev.hearth.gateway.console.Feed;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What ended in the last minute, in six slices of ten seconds, the one under way among them.
 * Latencies are counted in buckets a sixteenth of their value wide, and a percentile is the middle
 * of one, so that it is off by 3.2 % at most: as exact as a page draws it, and read in one pass,
 * which a feed does for every deployment that works.
 */
final class Minute {
  static final long SLICE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int SLICES = 6;
  private static final int SUB_BITS = 4;
  private static final int SUB = 1 << SUB_BITS;

  /** Up to 2^30 microseconds, which is 18 minutes; what took longer counts as that. */
  private static final int MAX_BITS = 30;

  private static final int BUCKETS = (MAX_BITS - SUB_BITS + 1) * SUB;

  private static final class Slice {
    long number = Long.MIN_VALUE;
    int @Nullable [] latencies;
    long requests;
    long answered;
    long good;
    long runs;
    long rows;

    void begin(long now) {
      number = now;
      if (latencies != null) {
        Arrays.fill(latencies, 0);
      }
      requests = 0;
      answered = 0;
      good = 0;
      runs = 0;
      rows = 0;
    }

    int[] latencies() {
      if (latencies == null) {
        latencies = new int[BUCKETS];
      }
      return latencies;
    }
  }

  private final Slice[] slices = new Slice[SLICES];

  private Slice slice(long now) {
    long number = Math.floorDiv(now, SLICE_NANOS);
    int place = (int) Math.floorMod(number, (long) SLICES);
    Slice slice = slices[place];
    if (slice == null) {
      slice = new Slice();
      slices[place] = slice;
    }
    if (slice.number != number) {
      slice.begin(number);
    }
    return slice;
  }

  /**
   * A request was answered.
   *
   * @param good whether in time
   */
  void answered(long now, long nanos, boolean good) {
    Slice slice = slice(now);
    slice.requests++;
    slice.answered++;
    slice.good += good ? 1 : 0;
    slice.latencies()[bucket(nanos / 1_000)]++;
  }

  /** A request ended in another way. */
  void unanswered(long now) {
    slice(now).requests++;
  }

  void ran(long now, int rows) {
    Slice slice = slice(now);
    slice.runs++;
    slice.rows += rows;
  }

  private static int bucket(long micros) {
    if (micros < SUB) {
      return (int) Math.max(0, micros);
    }
    int bits = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros);
    if (bits >= MAX_BITS) {
      return BUCKETS - 1;
    }
    int shift = bits - SUB_BITS;
    return (shift + 1) * SUB + (int) ((micros >> shift) & (SUB - 1));
  }

  /** The middle of a bucket, in milliseconds. */
  private static double millis(int bucket) {
    if (bucket < SUB) {
      return (bucket + 0.5) / 1_000;
    }
    int shift = bucket / SUB - 1;
    double least = (double) (SUB + bucket % SUB) * (1L << shift);
    return (least + (1L << shift) / 2.0) / 1_000;
  }

  /** Whether nothing ended in the last minute; then nothing is kept. */
  boolean empty(long now) {
    long oldest = Math.floorDiv(now, SLICE_NANOS) - SLICES;
    for (Slice slice : slices) {
      if (slice != null && slice.number > oldest) {
        return false;
      }
    }
    Arrays.fill(slices, null);
    return true;
  }

  /** All of it, with goodput if there is an objective. */
  Feed.Minute read(long now, boolean objective) {
    long oldest = Math.floorDiv(now, SLICE_NANOS) - SLICES;
    int[] counts = new int[BUCKETS];
    var sum = new Slice();
    for (Slice slice : slices) {
      if (slice != null && slice.number > oldest) {
        add(slice, sum, counts);
      }
    }
    double[] percentiles = percentiles(counts, sum.answered, 0.5, 0.9, 0.99);
    return new Feed.Minute(
        sum.requests,
        percentiles[0],
        percentiles[1],
        percentiles[2],
        objective && sum.requests > 0
            ? OptionalDouble.of((double) sum.good / sum.requests)
            : OptionalDouble.empty(),
        sum.runs == 0 ? 0 : (double) sum.rows / sum.runs);
  }

  private static void add(Slice slice, Slice sum, int[] counts) {
    sum.requests += slice.requests;
    sum.answered += slice.answered;
    sum.good += slice.good;
    sum.runs += slice.runs;
    sum.rows += slice.rows;
    if (slice.answered > 0) {
      int[] latencies = slice.latencies();
      for (int i = 0; i < BUCKETS; i++) {
        counts[i] += latencies[i];
      }
    }
  }

  /** The buckets in which the shares lie, rising. */
  private static double[] percentiles(int[] counts, long total, double... shares) {
    double[] found = new double[shares.length];
    long seen = 0;
    int next = 0;
    for (int bucket = 0; bucket < BUCKETS && next < shares.length && total > 0; bucket++) {
      seen += counts[bucket];
      while (next < shares.length && seen >= Math.ceil(shares[next] * total)) {
        found[next++] = millis(bucket);
      }
    }
    return found;
  }
}
