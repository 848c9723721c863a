package dev.hearth.simulator.laboratory;

import dev.hearth.simulator.EventQueue;
import dev.hearth.simulator.workload.Arrival;
import dev.hearth.simulator.workload.Workload;
import java.util.ArrayList;
import java.util.List;

/**
 * What a policy that knows every arrival could reach at best, with memory without end and starts
 * that take what their profile says.
 *
 * <p>Each invocation runs at once on the instance that came free last, which leaves the gaps
 * between uses that are cheapest to bridge: the cost of a gap is concave in its length. Over a gap
 * of {@code g} the instance is kept if {@code g} is shorter than a start, else stopped and started
 * again so as to be ready just in time. So no invocation is cold, and memory is wasted for {@code
 * min(g, start)} of each gap and for the first start of each instance: no policy without cold
 * starts wastes less.
 *
 * <p>Beside it the bound for those that only keep and never pre-warm: gaps bridged in the order of
 * what they cost, each saving one cold start ({@link #keepAliveFrontier}).
 *
 * @param invocations of the workload
 * @param wastedByteSeconds memory held while nothing runs in it
 * @param busyByteSeconds memory held while something runs in it
 * @param keepAliveFrontier cold starts against wasted memory, from none kept to all kept
 */
public record ClairvoyantBound(
    long invocations,
    double wastedByteSeconds,
    double busyByteSeconds,
    List<Point> keepAliveFrontier) {
  public ClairvoyantBound {
    keepAliveFrontier = List.copyOf(keepAliveFrontier);
  }

  /** A point of a frontier. */
  public record Point(long coldStarts, double wastedByteSeconds) {}

  public static ClairvoyantBound of(Workload workload, long seed) {
    return new Reckoning(workload, seed).bound();
  }

  /** All invocations, served without delay. */
  private static final class Reckoning {
    private static final double NANOS = 1e9;

    /** Gaps whose costs differ by less than a 16th share a place. */
    private static final int BITS_A_DOUBLING = 4;

    private static final int PLACES = 128 << BITS_A_DOUBLING;

    private final Workload workload;
    private final long seed;
    private final long horizon;
    private final long[] startNanos;
    private final long[] memoryBytes;
    private final FreeTimes[] free;
    private final EventQueue ends = new EventQueue();
    private final long[] gapsByCost = new long[PLACES];
    private final double[] costByCost = new double[PLACES];
    private final double[] startCostByCost = new double[PLACES];
    private long invocations;
    private double wasted;
    private double busy;
    private double allStarts;

    Reckoning(Workload workload, long seed) {
      this.workload = workload;
      this.seed = seed;
      horizon = workload.lengthNanos();
      var functions = workload.functions();
      startNanos = new long[functions.size()];
      memoryBytes = new long[functions.size()];
      free = new FreeTimes[functions.size()];
      for (int i = 0; i < free.length; i++) {
        startNanos[i] = functions.get(i).coldStart().totalNanos();
        memoryBytes[i] = functions.get(i).configuration().resources().memoryBytes();
        free[i] = new FreeTimes();
      }
    }

    ClairvoyantBound bound() {
      var arrivals = workload.arrivals(seed);
      var arrival = new Arrival();
      EventQueue.Handler end =
          (id, function) -> {
            free[(int) function].add(ends.now());
            arrivals.ended(id, ends.now(), true);
          };
      long next = arrivals.next();
      while (next != Long.MAX_VALUE || !ends.isEmpty()) {
        if (ends.next() <= next) {
          ends.step();
        } else {
          ends.advance(next);
          arrival.id++;
          arrivals.take(arrival);
          take(arrival);
          ends.at(arrival.at + arrival.durationNanos, end, arrival.id, arrival.function);
        }
        next = arrivals.next();
      }
      return new ClairvoyantBound(invocations, wasted / NANOS, busy / NANOS, frontier());
    }

    private void take(Arrival arrival) {
      int function = arrival.function;
      double memory = memoryBytes[function];
      double start = memory * startNanos[function];
      invocations++;
      allStarts += start;
      busy += memory * Math.max(0, Math.min(arrival.durationNanos, horizon - arrival.at));
      if (free[function].isEmpty()) {
        wasted += start;
        return;
      }
      double gap = memory * (arrival.at - free[function].takeLatest());
      wasted += Math.min(gap, start);
      int place = place(gap);
      gapsByCost[place]++;
      costByCost[place] += gap;
      startCostByCost[place] += start;
    }

    /** The exponent of a cost and the first four bits behind its point. */
    private static int place(double cost) {
      long bits = Double.doubleToRawLongBits(Math.max(1, cost)) >>> (52 - BITS_A_DOUBLING);
      return Math.min(PLACES - 1, (int) (bits - ((long) Double.MAX_EXPONENT << BITS_A_DOUBLING)));
    }

    private List<Point> frontier() {
      var points = new ArrayList<Point>();
      long cold = invocations;
      double waste = allStarts;
      points.add(new Point(cold, waste / NANOS));
      for (int place = 0; place < PLACES; place++) {
        if (gapsByCost[place] > 0) {
          cold -= gapsByCost[place];
          waste += costByCost[place] - startCostByCost[place];
          points.add(new Point(cold, waste / NANOS));
        }
      }
      return points;
    }
  }

  /** When the instances that are free now came free, latest on top. */
  private static final class FreeTimes {
    private long[] times = new long[4];
    private int size;

    boolean isEmpty() {
      return size == 0;
    }

    void add(long time) {
      if (size == times.length) {
        times = java.util.Arrays.copyOf(times, size * 2);
      }
      times[size++] = time;
    }

    long takeLatest() {
      return times[--size];
    }
  }
}
