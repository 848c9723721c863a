package dev.hearth.simulator.trace;

import dev.hearth.simulator.workload.ArrivalProcess;
import dev.hearth.simulator.workload.Chunk;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;

/** Arrivals at a rate of its own in each step of time. */
final class Steps implements ArrivalProcess {
  private final Placer placer;
  private final int count;
  private final IntToDoubleFunction rates;

  Steps(Placer placer, int count, IntToDoubleFunction rates) {
    this.placer = placer;
    this.count = count;
    this.rates = rates;
  }

  /** The same rate in every step. */
  static Steps even(Placer placer, double rate, int count) {
    return new Steps(placer, count, step -> rate);
  }

  @Override
  public Occurrences begin(SplittableRandom random) {
    return new Walk(random);
  }

  /** A step may go on beyond what is asked for: its later arrivals wait. */
  private final class Walk implements Occurrences {
    private final SplittableRandom random;
    private long[] waiting = {};
    private int nextWaiting;
    private int step;

    Walk(SplittableRandom random) {
      this.random = random;
    }

    @Override
    public long emit(long to, Chunk into) {
      drain(to, into);
      long length = placer.stepNanos();
      while (step < count && step * length < to) {
        long from = step * length;
        if (from + length <= to) {
          placer.place(rates.applyAsDouble(step), from, random, into);
        } else {
          hold(from);
          drain(to, into);
        }
        step++;
      }
      return nextWaiting < waiting.length ? waiting[nextWaiting] : nextStep();
    }

    private void hold(long from) {
      var arrivals = java.util.stream.LongStream.builder();
      placer.place(rates.applyAsDouble(step), from, random, arrivals);
      waiting = arrivals.build().toArray();
      Arrays.sort(waiting);
      nextWaiting = 0;
    }

    private void drain(long to, Chunk into) {
      while (nextWaiting < waiting.length && waiting[nextWaiting] < to) {
        into.accept(waiting[nextWaiting++]);
      }
    }

    private long nextStep() {
      while (step < count && rates.applyAsDouble(step) <= 0) {
        step++;
      }
      return step == count ? Long.MAX_VALUE : step * placer.stepNanos();
    }
  }
}
