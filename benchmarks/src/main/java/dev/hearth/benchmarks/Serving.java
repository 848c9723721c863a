package dev.hearth.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A node that serves int8 MiniLM over HTTP with JSON, 16 tokens a request, held against the same
 * model in a bare ONNX Runtime loop, in one run on one machine. Node, load generator and loop are
 * processes of their own. Both sides compute all of the graph's answer, 16 vectors of 384 numbers;
 * the node also writes those 6,144 numbers as JSON, the loop leaves them where the engine put them.
 *
 * <p>First the loop is swept and its best shape kept; then the node is measured at several batch
 * limits and concurrencies; then its best and the loop are measured in turns, the loop both alone
 * and beside the same generator asking the node for its health as often as it asked the model.
 *
 * <p>Arguments: see {@link ServingOptions}.
 */
public final class Serving {
  private static final double WARM_UP_SECONDS = 2;
  private static final double SHORT_WARM_UP_SECONDS = 0.4;

  private final ServingOptions options;
  private final Deadline deadline;
  private final Path model;
  private double leastCpuMillis = Double.POSITIVE_INFINITY;

  private Serving(ServingOptions options) {
    this.options = options;
    deadline = Deadline.in(options.limitSeconds());
    model = MiniLm.file(options.store());
  }

  public static void main(String[] arguments) throws Exception {
    System.out.println(Machine.description());
    new Serving(ServingOptions.parse(arguments)).measure();
    System.out.println(Machine.description());
  }

  private void measure() throws IOException, InterruptedException {
    String shape = options.sweepSeconds() == 0 ? options.shape() : sweep();
    Path data = Files.createTempDirectory("hearth-serving");
    try (var node = NodeProcess.start(options.home(), data, options.nodeOptions(), deadline);
        var generator = ChildProcess.of(LoadGenerator.class, node.uri().toString())) {
      ServingCell best = cells(node, generator);
      try (var loop = ChildProcess.of(ReferenceLoop.class, model.toString(), shape)) {
        deploy(node, best.maxSize());
        var turns = new SideBySide(best, options, generator, loop, deadline);
        turns.run(name(best.maxSize()), leastCpuMillis);
      }
    } finally {
      delete(data);
    }
  }

  /** The loop's best shape; what it prints includes the least CPU a row took in any. */
  private String sweep() throws InterruptedException {
    String seconds = "--seconds=" + options.sweepSeconds();
    try (var sweep =
        ChildProcess.of(BareLoop.class, seconds, "--passes=2", "--store=" + options.store())) {
      while (true) {
        String line = sweep.line(deadline);
        System.out.println(line);
        if (line.startsWith(BareLoop.LEAST_CPU)) {
          leastCpuMillis = Double.parseDouble(line.substring(BareLoop.LEAST_CPU.length()));
        }
        if (line.startsWith(BareLoop.BEST)) {
          return line.substring(BareLoop.BEST.length());
        }
      }
    }
  }

  private ServingCell cells(NodeProcess node, ChildProcess generator)
      throws IOException, InterruptedException {
    System.out.print(ServingCell.HEADER);
    List<ServingCell> cells = new ArrayList<>();
    double warmUp = 3 * WARM_UP_SECONDS;
    for (int maxSize : options.maxSizes()) {
      deploy(node, maxSize);
      for (int concurrency : options.concurrencies()) {
        ServingCell cell = cell(node, generator, maxSize, concurrency, warmUp);
        System.out.println(cell.row());
        cells.add(cell);
        warmUp = SHORT_WARM_UP_SECONDS;
      }
      node.remove(name(maxSize));
    }
    return cells.stream().max(Comparator.comparingDouble(ServingCell::perSecond)).orElseThrow();
  }

  private static String name(int maxSize) {
    return "minilm-" + maxSize;
  }

  private void deploy(NodeProcess node, int maxSize) throws IOException, InterruptedException {
    var shape = new NodeProcess.Shape(maxSize, options.maxDelay(), options.instances());
    node.deploy(name(maxSize), model, shape, deadline);
  }

  private ServingCell cell(
      NodeProcess node, ChildProcess generator, int maxSize, int concurrency, double warmUp)
      throws IOException, InterruptedException {
    var plan =
        new LoadPlan(name(maxSize), concurrency, 0, warmUp, options.windows(), options.seconds());
    generator.command(plan.text());
    generator.line(deadline);
    ThreadTimes before = node.times();
    long generatorBefore = generator.cpuNanos();
    NodeProcess.Batches batchesBefore = node.batches(name(maxSize));
    List<LoadWindow> windows = new ArrayList<>();
    for (int i = 0; i < options.windows(); i++) {
      windows.add(answered(LoadWindow.parse(generator.line(deadline))));
    }
    ThreadTimes used = node.times().since(before);
    long generatorUsed = generator.cpuNanos() - generatorBefore;
    double meanBatch = node.batches(name(maxSize)).meanSince(batchesBefore);
    return new ServingCell(maxSize, concurrency, windows, used, generatorUsed, meanBatch);
  }

  static LoadWindow answered(LoadWindow window) {
    if (window.failed() > 0 || window.answered() == 0) {
      throw new IllegalStateException("not every request was answered: " + window);
    }
    return window;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
