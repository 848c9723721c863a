package dev.hearth.benchmarks.peers;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.hearth.benchmarks.BareBuffers;
import dev.hearth.benchmarks.BareSessions;
import dev.hearth.benchmarks.LoadPlan.Arrivals;
import dev.hearth.benchmarks.Workload;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * The engine in a plain loop, behind nothing, under the same arrivals as servers: lines in and out
 * are those of {@link HttpLoad}. Workers take what is due, at most so many rows, and run it. The
 * arguments are the workload, the model's file, how many workers, and the most rows of a run.
 */
final class EngineLoad {
  private static final long HIGHEST_NANOS = 60_000_000_000L;

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final int workers;
  private final List<List<BareBuffers>> buffers = new ArrayList<>();

  private EngineLoad(Workload workload, Path model, int workers, int rows) throws Exception {
    this.workers = workers;
    try (var options = BareSessions.options(1, BareSessions.Engine.STANDARD)) {
      session = environment.createSession(model.toString(), options);
    }
    for (int worker = 0; worker < workers; worker++) {
      List<BareBuffers> own = new ArrayList<>();
      for (int row = 1; row <= rows; row++) {
        own.add(workload.buffers(environment, session, row));
      }
      buffers.add(own);
    }
  }

  public static void main(String[] arguments) throws Exception {
    var load =
        new EngineLoad(
            Workload.parse(arguments[0]),
            Path.of(arguments[1]),
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]));
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (ExecutorService threads = Executors.newFixedThreadPool(load.workers)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(load.run(Step.parse(line), threads).text());
      }
    }
    System.exit(0);
  }

  private Seen run(Step step, ExecutorService threads) throws Exception {
    int active = step.isClosed() ? Math.min(workers, step.concurrency()) : workers;
    var dues = new Dues(step, active);
    List<Callable<Worker>> loops = new ArrayList<>();
    for (int i = 0; i < active; i++) {
      var worker = new Worker(dues, buffers.get(i));
      loops.add(worker::run);
    }
    var latencies = new Histogram(HIGHEST_NANOS, 3);
    long answered = 0;
    for (Future<Worker> each : threads.invokeAll(loops)) {
      latencies.add(each.get().latencies);
      answered += each.get().answered;
    }
    return new Seen(answered, 0, 0, dues.left(), step.seconds(), latencies);
  }

  /** One loop. */
  private final class Worker {
    private final Dues dues;
    private final List<BareBuffers> own;
    private final Histogram latencies = new Histogram(HIGHEST_NANOS, 3);
    private long answered;

    Worker(Dues dues, List<BareBuffers> own) {
      this.dues = dues;
      this.own = own;
    }

    Worker run() throws Exception {
      var taken = new long[own.size()];
      for (int rows = dues.take(taken); rows > 0; rows = dues.take(taken)) {
        own.get(rows - 1).run(session);
        long now = System.nanoTime();
        dues.answered(rows, now);
        for (int row = 0; row < rows; row++) {
          answered += now >= dues.from && now <= dues.until ? 1 : 0;
          if (taken[row] >= dues.from) {
            latencies.recordValue(Math.min(HIGHEST_NANOS, now - taken[row]));
          }
        }
      }
      return this;
    }
  }

  /** When requests are due, dealt out to the workers; the same times that the generator has. */
  static final class Dues {
    private final Step step;
    private final int share;
    private final java.util.Random random = new java.util.Random(7);
    private final long from;
    private final long until;
    private final long drained;

    /** Since when each caller wants its next answer. */
    private final ArrayDeque<Long> callers = new ArrayDeque<>();

    private double next = System.nanoTime();

    Dues(Step step, int workers) {
      this.step = step;
      share = Math.max(1, step.concurrency() / workers);
      from = (long) (next + 1e9 * step.warmUpSeconds());
      until = (long) (from + 1e9 * step.seconds());
      for (int caller = 0; step.isClosed() && caller < step.concurrency(); caller++) {
        callers.add((long) next);
      }
      drained = (long) (until + 1e9 * HttpLoad.DRAIN_SECONDS);
    }

    /** Waits until one is due, and takes what is; 0 once all is over. */
    synchronized int take(long[] taken) {
      if (step.arrivals() == Arrivals.CLOSED) {
        return callers(taken);
      }
      long now = System.nanoTime();
      while (next > now && next <= until) {
        LockSupport.parkNanos((long) next - now);
        now = System.nanoTime();
      }
      int rows = 0;
      while (rows < taken.length && next <= Math.min(now, until) && now < drained) {
        taken[rows++] = (long) next;
        next += step.arrivals().nanosBetween(step.perSecond(), random);
      }
      return rows;
    }

    private int callers(long[] taken) {
      int rows = 0;
      while (rows < Math.min(taken.length, share)
          && !callers.isEmpty()
          && System.nanoTime() < until) {
        taken[rows++] = callers.remove();
      }
      return rows;
    }

    /** So many have their answer; callers that waited for them ask again. */
    synchronized void answered(int rows, long now) {
      for (int row = 0; step.isClosed() && row < rows; row++) {
        callers.add(now);
      }
    }

    /** What was due and nobody took in time. */
    synchronized long left() {
      long left = 0;
      while (step.arrivals() != Arrivals.CLOSED && next <= until) {
        next += step.arrivals().nanosBetween(step.perSecond(), random);
        left++;
      }
      return left;
    }
  }
}
