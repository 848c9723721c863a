package dev.hearth.benchmarks;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Open sessions of one shape, and workers that run them in plain loops for a while. */
public final class BareSessions implements AutoCloseable {
  /**
   * How the loops are laid out.
   *
   * @param batch rows of a run
   * @param intraOpThreads threads of an operator
   * @param workers loops at once, dealt out over the sessions
   */
  record Shape(int batch, int intraOpThreads, int sessions, int workers) {
    Shape {
      if (Math.min(Math.min(batch, intraOpThreads), Math.min(sessions, workers)) < 1) {
        throw new IllegalArgumentException("every part of a shape must be at least 1");
      }
    }

    /** Reads {@code BATCH,THREADS,SESSIONS,WORKERS}. */
    static Shape parse(String text) {
      String[] parts = text.split(",", -1);
      if (parts.length != 4) {
        throw new IllegalArgumentException(
            "a shape is BATCH,THREADS,SESSIONS,WORKERS, not '" + text + "'");
      }
      return new Shape(
          Integer.parseInt(parts[0]),
          Integer.parseInt(parts[1]),
          Integer.parseInt(parts[2]),
          Integer.parseInt(parts[3]));
    }

    String text() {
      return batch + "," + intraOpThreads + "," + sessions + "," + workers;
    }
  }

  /** Settings of the engine. */
  public record Engine(boolean spin, boolean arena) {
    public static final Engine STANDARD = new Engine(false, true);
  }

  /** What was done: the rate of all workers together, and the CPU the process used for it. */
  record Rate(long rows, double rowsPerSecond, long cpuNanos) {}

  private record Count(long runs, double seconds) {}

  private final OrtEnvironment environment =
      OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "hearth");
  private final Workload workload;
  private final Shape shape;
  private final Engine engine;
  private final List<OrtSession> sessions = new ArrayList<>();
  private final ExecutorService workers;

  BareSessions(Workload workload, Path model, Shape shape, Engine engine) throws OrtException {
    this.workload = workload;
    this.shape = shape;
    this.engine = engine;
    environment.setTelemetry(false);
    for (int i = 0; i < shape.sessions(); i++) {
      sessions.add(open(model));
    }
    workers = Executors.newFixedThreadPool(shape.workers());
  }

  private OrtSession open(Path model) throws OrtException {
    try (var options = options(shape.intraOpThreads(), engine)) {
      return environment.createSession(model.toString(), options);
    }
  }

  /**
   * What the engine is told, the same as by a node where a shape and an engine say nothing else.
   */
  public static OrtSession.SessionOptions options(int intraOpThreads, Engine engine)
      throws OrtException {
    var options = new OrtSession.SessionOptions();
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    options.setInterOpNumThreads(1);
    options.setIntraOpNumThreads(intraOpThreads);
    options.addConfigEntry("session.intra_op.allow_spinning", engine.spin() ? "1" : "0");
    options.setCPUArenaAllocator(engine.arena());
    return options;
  }

  Rate run(double seconds) throws Exception {
    long cpu = cpuNanos();
    List<Callable<Count>> loops = new ArrayList<>();
    for (int i = 0; i < shape.workers(); i++) {
      OrtSession session = sessions.get(i % sessions.size());
      loops.add(() -> loop(session, seconds));
    }
    long runs = 0;
    double runsPerSecond = 0;
    for (Future<Count> loop : workers.invokeAll(loops)) {
      runs += loop.get().runs();
      runsPerSecond += loop.get().runs() / loop.get().seconds();
    }
    return new Rate(runs * shape.batch(), runsPerSecond * shape.batch(), cpuNanos() - cpu);
  }

  private Count loop(OrtSession session, double seconds) throws OrtException {
    try (BareBuffers buffers = workload.buffers(environment, session, shape.batch())) {
      long start = System.nanoTime();
      long end = start + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
      long runs = 0;
      long now = start;
      while (now < end) {
        buffers.run(session);
        runs++;
        now = System.nanoTime();
      }
      return new Count(runs, (now - start) / 1e9);
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  @Override
  public void close() throws OrtException {
    workers.close();
    for (OrtSession session : sessions) {
      session.close();
    }
  }
}
