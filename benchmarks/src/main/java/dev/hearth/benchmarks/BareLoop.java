package dev.hearth.benchmarks;

import dev.hearth.benchmarks.BareSessions.Engine;
import dev.hearth.benchmarks.BareSessions.Rate;
import dev.hearth.benchmarks.BareSessions.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * What ONNX Runtime can do on this machine with nothing around it: the reference a server is held
 * against. A {@link Workload} in plain loops that use their buffers again, swept over batch,
 * threads of an operator, sessions and workers, so that the best loop is the one compared.
 *
 * <p>Arguments, all optional: {@code --seconds=1.2} measured per cell, {@code --passes=1} over the
 * whole sweep, of which each cell's quickest counts, {@code --workload=minilm}, {@code --spin} to
 * let the engine's threads spin, {@code --no-arena}, {@code --store=target/models} for the model's
 * file.
 */
public final class BareLoop {
  static final String LEAST_CPU = "least CPU ms/row: ";
  static final String BEST = "best: ";

  private static final int[] BATCHES = {1, 2, 4, 8, 16, 32};
  private static final int[] INTRA_OP_THREADS = {1, 2};
  private static final int[][] SESSIONS_AND_WORKERS = {{1, 1}, {1, 2}, {2, 2}};
  private static final double WARM_UP_SECONDS = 0.3;
  private static final Comparator<Cell> QUICKEST = Comparator.comparingDouble(Cell::rowsPerSecond);

  private final Options options;
  private final Path model;

  private BareLoop(Options options) throws Exception {
    this.options = options;
    model = options.workload().file(options.store());
  }

  public static void main(String[] arguments) throws Exception {
    Options options = Options.parse(arguments);
    System.out.printf("bare loop: %s, load average %.1f%n", options.text(), Machine.load());
    System.out.printf(
        "%6s %9s %9s %8s %10s %8s %12s%n",
        "batch", "intra-op", "sessions", "workers", "rows/s", "ms/run", "CPU ms/row");
    List<Cell> cells = new BareLoop(options).sweep();
    cells.forEach(cell -> System.out.println(cell.row()));
    Cell best = cells.stream().max(QUICKEST).orElseThrow();
    System.out.println(LEAST_CPU + cells.stream().mapToDouble(Cell::cpuMillis).min().orElseThrow());
    System.out.println(BEST + best.shape().text());
    System.exit(0);
  }

  private List<Cell> sweep() throws Exception {
    Map<Shape, Cell> quickest = new LinkedHashMap<>();
    for (int pass = 0; pass < options.passes(); pass++) {
      for (Shape shape : shapes()) {
        quickest.merge(shape, measure(shape), BinaryOperator.maxBy(QUICKEST));
      }
    }
    return List.copyOf(quickest.values());
  }

  private static List<Shape> shapes() {
    List<Shape> shapes = new ArrayList<>();
    for (int threads : INTRA_OP_THREADS) {
      for (int[] sessionsAndWorkers : SESSIONS_AND_WORKERS) {
        for (int batch : BATCHES) {
          shapes.add(new Shape(batch, threads, sessionsAndWorkers[0], sessionsAndWorkers[1]));
        }
      }
    }
    return shapes;
  }

  private Cell measure(Shape shape) throws Exception {
    try (var sessions = new BareSessions(options.workload(), model, shape, options.engine())) {
      sessions.run(WARM_UP_SECONDS);
      return new Cell(shape, sessions.run(options.seconds()));
    }
  }

  private record Cell(Shape shape, Rate rate) {
    double rowsPerSecond() {
      return rate.rowsPerSecond();
    }

    double cpuMillis() {
      return rate.cpuNanos() / 1e6 / rate.rows();
    }

    String row() {
      return String.format(
          Locale.ROOT,
          "%6d %9d %9d %8d %10.0f %8.2f %12.3f",
          shape.batch(),
          shape.intraOpThreads(),
          shape.sessions(),
          shape.workers(),
          rowsPerSecond(),
          1e3 * shape.workers() * shape.batch() / rowsPerSecond(),
          cpuMillis());
    }
  }

  private record Options(Workload workload, double seconds, int passes, Engine engine, Path store) {
    static Options parse(String[] arguments) {
      var given = new Arguments(arguments);
      boolean spin = given.flag("--spin");
      boolean arena = !given.flag("--no-arena");
      var options =
          new Options(
              Workload.parse(given.take("--workload=", "minilm")),
              Double.parseDouble(given.take("--seconds=", "1.2")),
              Integer.parseInt(given.take("--passes=", "1")),
              new Engine(spin, arena),
              Path.of(given.take("--store=", "target/models")));
      given.requireNone();
      return options;
    }

    String text() {
      return "%s, %s s a cell, %d passes%s%s"
          .formatted(
              workload.text(),
              seconds,
              passes,
              engine.spin() ? ", spinning" : "",
              engine.arena() ? "" : ", no arena");
    }
  }
}
