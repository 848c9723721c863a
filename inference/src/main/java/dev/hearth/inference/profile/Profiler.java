package dev.hearth.inference.profile;

import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.Tensor;
import dev.hearth.kernel.Profile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Measures how long runs of a model take over (rows of the batch × threads of an operator), one run
 * after the other on the calling thread. A point is the median of its timed runs, pipelines
 * included; what else the machine does meanwhile disturbs it.
 *
 * <p>Contention is measured at one thread: the same runs while another session of the model keeps
 * one other core busy, in turns with runs alone; the ratio of the medians less 1.
 */
public final class Profiler {
  /** Lengths that a range is spread to, from its least to its most; the runs take turns. */
  private static final int SPREAD = 7;

  private static final int TURNS = 3;

  /** Opens the model with so many threads for each operator. */
  @FunctionalInterface
  public interface Opening {
    LoadedModel open(int threads);
  }

  /** Hears of each step as it ends, on the measuring thread. */
  @FunctionalInterface
  public interface Listener {
    void stepped(int done, int of, List<Measured> soFar);
  }

  private final Opening opening;
  private final SampleInputs inputs;
  private final Effort effort;
  private final BooleanSupplier stopped;

  /**
   * A profiler of one model.
   *
   * @param stopped asked between runs; once it is true, measuring ends with a {@link
   *     CancellationException}
   */
  public Profiler(Opening opening, SampleInputs inputs, Effort effort, BooleanSupplier stopped) {
    this.opening = opening;
    this.inputs = inputs;
    this.effort = effort;
    this.stopped = stopped;
  }

  /** Measures; blocks and computes. */
  public Profile measure(ProfilePlan plan, Listener listener) {
    List<Measured> measured = new ArrayList<>();
    for (int threads : plan.threads()) {
      measure(plan, threads, measured, listener);
    }
    double contention = 0;
    if (plan.contention()) {
      contention = contention(plan.batches().getFirst());
      listener.stepped(plan.steps(), plan.steps(), List.copyOf(measured));
    }
    return new Profile(measured.stream().map(Measured::point).toList(), contention);
  }

  /** The numbers of rows take turns, so that what disturbs for a while disturbs all alike. */
  private void measure(ProfilePlan plan, int threads, List<Measured> measured, Listener listener) {
    Effort aTurn = effort.shared(TURNS);
    try (LoadedModel model = opening.open(threads)) {
      var times = new TreeMap<Integer, long[]>();
      for (int turn = 0; turn < TURNS; turn++) {
        for (int rows : plan.batches()) {
          long[] before = times.getOrDefault(rows, new long[0]);
          times.put(rows, joined(before, times(model, rows, aTurn, before.length)));
          if (turn == TURNS - 1) {
            measured.add(Measured.of(threads, rows, times.getOrDefault(rows, before)));
            listener.stepped(measured.size(), plan.steps(), List.copyOf(measured));
          }
        }
      }
    }
  }

  private static long[] joined(long[] some, long[] others) {
    return LongStream.concat(Arrays.stream(some), Arrays.stream(others)).toArray();
  }

  /** The times of one turn's runs; {@code before} says how many there were of these rows. */
  private long[] times(LoadedModel model, int rows, Effort turn, int before) {
    List<List<Tensor>> feeds = feeds(rows);
    for (int i = 0; i < turn.warmUps(); i++) {
      time(model, feeds.get(i % feeds.size()));
    }
    var times = new long[turn.mostRuns()];
    int runs = 0;
    long until = System.nanoTime() + turn.nanos();
    while (runs < turn.leastRuns() || (runs < turn.mostRuns() && System.nanoTime() - until < 0)) {
      times[runs] = time(model, feeds.get((before + runs) % feeds.size()));
      runs++;
    }
    return Arrays.copyOf(times, runs);
  }

  /** One set of inputs, or several spread over the ranges of their dimensions. */
  private List<List<Tensor>> feeds(int rows) {
    int count = inputs.vary() ? SPREAD : 1;
    return IntStream.range(0, count)
        .mapToObj(i -> inputs.of(rows, i / Math.max(1.0, count - 1.0)))
        .toList();
  }

  private long time(LoadedModel model, List<Tensor> feeds) {
    if (stopped.getAsBoolean()) {
      throw new CancellationException("profiling was stopped");
    }
    long since = System.nanoTime();
    model.run(feeds, Set.of());
    return System.nanoTime() - since;
  }

  private double contention(int rows) {
    Effort aTurn = effort.shared(TURNS);
    try (LoadedModel model = opening.open(1);
        LoadedModel other = opening.open(1)) {
      List<Long> alone = new ArrayList<>();
      List<Long> beside = new ArrayList<>();
      for (int turn = 0; turn < TURNS; turn++) {
        alone.add(Measured.of(1, rows, times(model, rows, aTurn, 0)).medianNanos());
        try (var _ = new BusyCore(other, inputs.of(rows, 1))) {
          beside.add(Measured.of(1, rows, times(model, rows, aTurn, 0)).medianNanos());
        }
      }
      return Math.max(0, (double) middle(beside) / middle(alone) - 1);
    }
  }

  private static long middle(List<Long> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
