package dev.hearth.simulator.trace;

import dev.hearth.simulator.workload.ArrivalProcess;
import dev.hearth.simulator.workload.Chunk;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Invocations of one function by the minute. Only minutes with any are kept, each as the distance
 * from the one before and its count, seven bits a byte, since most functions are seldom invoked.
 */
final class Counts {
  private static final long MINUTE_NANOS = 60_000_000_000L;

  private byte[] bytes = new byte[8];
  private int size;
  private int last = -1;
  private long total;

  /** Adds invocations of a minute; a minute may be added to again. */
  void add(int minute, long count) {
    if (count == 0) {
      return;
    }
    total += count;
    if (minute > last) {
      append(minute, count);
    } else {
      insert(minute, count);
    }
  }

  long total() {
    return total;
  }

  private void append(int minute, long count) {
    put(minute - last);
    put(count);
    last = minute;
  }

  private void insert(int minute, long count) {
    var all = new TreeMap<Integer, Long>();
    var walk = new Walk();
    while (walk.move()) {
      all.put(walk.minute, walk.count);
    }
    all.merge(minute, count, Long::sum);
    size = 0;
    last = -1;
    for (Map.Entry<Integer, Long> one : all.entrySet()) {
      append(one.getKey(), one.getValue());
    }
  }

  private void put(long value) {
    if (size + 10 > bytes.length) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2 + 10);
    }
    long rest = value;
    while (rest >= 0x80) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** Arrivals placed in their minutes. */
  ArrivalProcess process(Placement placement) {
    bytes = Arrays.copyOf(bytes, size);
    var placer = new Placer(placement, MINUTE_NANOS);
    return random -> new Placed(placer, random);
  }

  private final class Walk {
    private int at;
    private int minute = -1;
    private long count;

    boolean move() {
      if (at == size) {
        return false;
      }
      minute += (int) get();
      count = get();
      return true;
    }

    private long get() {
      long value = 0;
      int shift = 0;
      while (bytes[at] < 0) {
        value |= (long) (bytes[at++] & 0x7f) << shift;
        shift += 7;
      }
      return value | (long) bytes[at++] << shift;
    }
  }

  private final class Placed implements ArrivalProcess.Occurrences {
    private final Placer placer;
    private final SplittableRandom random;
    private final Walk walk = new Walk();
    private boolean any = walk.move();

    Placed(Placer placer, SplittableRandom random) {
      this.placer = placer;
      this.random = random;
    }

    @Override
    public long emit(long to, Chunk into) {
      while (any && walk.minute * MINUTE_NANOS < to) {
        placer.place((double) walk.count, walk.minute * MINUTE_NANOS, random, into);
        any = walk.move();
      }
      return any ? walk.minute * MINUTE_NANOS : Long.MAX_VALUE;
    }
  }
}
