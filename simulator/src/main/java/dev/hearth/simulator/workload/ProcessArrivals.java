package dev.hearth.simulator.workload;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Arrivals made a minute at a time: functions wait in a list for the minute of their next arrival,
 * so that a minute costs as much as happens in it and a day is never held at once. Each function
 * has chance of its own, keyed by seed and handle, for its instants and again for its durations.
 */
final class ProcessArrivals implements Arrivals {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final int NONE = -1;

  private final ArrivalProcess.Occurrences[] occurrences;
  private final Durations[] durations;
  private final long[] durationStates;
  private final int[] firstDue;
  private final int[] dueAfter;
  private final InputSizes sizes;
  private final long length;
  private final Chunk chunk = new Chunk();
  private int minute;

  ProcessArrivals(
      List<ArrivalProcess> processes,
      List<Durations> durations,
      InputSizes sizes,
      long length,
      long seed) {
    int functions = processes.size();
    this.occurrences = new ArrivalProcess.Occurrences[functions];
    this.durations = durations.toArray(Durations[]::new);
    this.durationStates = new long[functions];
    this.sizes = sizes;
    this.length = length;
    this.firstDue = new int[Math.toIntExact(Math.ceilDiv(length, Chunk.LENGTH_NANOS))];
    this.dueAfter = new int[functions];
    java.util.Arrays.fill(firstDue, NONE);
    for (int function = 0; function < functions; function++) {
      long key = mixed(mixed(seed) + GOLDEN * (function + 1));
      occurrences[function] = processes.get(function).begin(new SplittableRandom(key));
      durationStates[function] = mixed(~key);
      due(function, 0);
    }
    chunk.begin(0);
    fill();
  }

  @Override
  public long next() {
    return chunk.isOver() ? Long.MAX_VALUE : chunk.next();
  }

  @Override
  public void take(Arrival into) {
    int function = chunk.nextFunction();
    into.at = chunk.next();
    into.function = function;
    long state = durationStates[function] += GOLDEN;
    into.durationNanos = durations[function].nanos(mixed(state));
    into.rows = sizes.rows(into.durationNanos);
    into.caller = dev.hearth.kernel.Invocation.NO_CALLER;
    chunk.move();
    if (chunk.isOver()) {
      fill();
    }
  }

  /** Makes minutes until one has an arrival or the time is over. */
  private void fill() {
    while (chunk.isOver() && minute < firstDue.length) {
      long from = minute * Chunk.LENGTH_NANOS;
      long to = Math.min(from + Chunk.LENGTH_NANOS, length);
      chunk.begin(from);
      int function = firstDue[minute];
      while (function != NONE) {
        int after = dueAfter[function];
        chunk.of(function);
        due(function, occurrences[function].emit(to, chunk));
        function = after;
      }
      chunk.sort();
      minute++;
    }
  }

  private void due(int function, long instant) {
    if (instant < length) {
      int when = (int) (instant / Chunk.LENGTH_NANOS);
      dueAfter[function] = firstDue[when];
      firstDue[when] = function;
    }
  }

  /** The finalizer of SplitMix64. */
  private static long mixed(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
