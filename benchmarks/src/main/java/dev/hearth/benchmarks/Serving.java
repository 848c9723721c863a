package dev.hearth.benchmarks;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Saturated throughput of a node over each protocol, held against the same model in a bare ONNX
 * Runtime loop, in one run on one machine. Node, load generator, bare loop and the server of no-op
 * requests are processes of their own. Both sides compute whole answers: for MiniLM, embeddings
 * pooled and normalised.
 *
 * <p>First the loop is swept and its best shape kept; then the node is measured at several batch
 * limits and concurrencies over the first protocol; then, in turns, the node's best over each
 * protocol, the loop alone, and the loop beside the same generator at each protocol's rate.
 *
 * <p>Arguments: see {@link ServingOptions}.
 */
public final class Serving {
  private static final double WARM_UP_SECONDS = 6;
  private static final double SHORT_WARM_UP_SECONDS = 0.4;

  private final ServingOptions options;
  private final Deadline deadline;
  private final Path model;

  private Serving(ServingOptions options) throws IOException, InterruptedException {
    this.options = options;
    deadline = Deadline.in(options.limitSeconds());
    model = options.workload().file(options.store());
  }

  public static void main(String[] arguments) throws Exception {
    System.out.println(Machine.description());
    new Serving(ServingOptions.parse(arguments)).measure();
    System.out.println(Machine.description());
    System.exit(0);
  }

  private void measure() throws IOException, InterruptedException, OrtException {
    Sweep sweep =
        options.sweepSeconds() == 0
            ? new Sweep(options.shape(), Double.NaN)
            : Sweep.run(options.workload(), options.sweepSeconds(), options.store(), deadline);
    try (var data = new TemporaryDirectory();
        var node = NodeProcess.start(options.root(), data.path(), options.nodeOptions(), deadline);
        var generator = ChildProcess.of(LoadGenerator.class)) {
      ServingCell best = cells(node, generator);
      try (var loop =
              ChildProcess.of(
                  ReferenceLoop.class, options.workload().text(), model.toString(), sweep.shape());
          var noOp = ChildProcess.of(NoOpServer.class)) {
        deploy(node, best.maxSize());
        if (options.workload() == Workload.MINILM) {
          AnswerCheck.embedding(node, name(best.maxSize()), model);
        }
        Target nothing = Target.noOp(Integer.parseInt(noOp.line(deadline)));
        new SideBySide(options, generator, loop, nothing, deadline)
            .run(target(node, best.maxSize()), best.concurrency());
        System.out.printf(
            "CPU ms a row: bare loop's least %.3f, node %.3f%n",
            sweep.leastCpuMillis(), best.nodeMillis());
      }
    }
  }

  private ServingCell cells(NodeProcess node, ChildProcess generator)
      throws IOException, InterruptedException {
    System.out.print(ServingCell.HEADER);
    List<ServingCell> cells = new ArrayList<>();
    double warmUp = WARM_UP_SECONDS;
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

  private String name(int maxSize) {
    return options.workload().text() + "-" + maxSize;
  }

  private Target target(NodeProcess node, int maxSize) {
    return new Target(
        node.port(), options.protocols().getFirst(), options.workload(), name(maxSize));
  }

  private void deploy(NodeProcess node, int maxSize) throws IOException, InterruptedException {
    String name = name(maxSize);
    String more =
        """
        scale: {min: %d, max: %d, zero-after: 10m}
        batching: {max-size: %d, max-delay: %s%s}
        %s
        """
            .formatted(
                options.instances(),
                options.instances(),
                maxSize,
                options.maxDelay(),
                options.workload().batchAxis(),
                options.manifest());
    node.deploy(name, options.workload().manifest(name, model, more));
    node.awaitInstances(name, options.instances(), deadline);
  }

  private ServingCell cell(
      NodeProcess node, ChildProcess generator, int maxSize, int concurrency, double warmUp)
      throws IOException, InterruptedException {
    Target target = target(node, maxSize);
    generator.command(
        LoadPlan.closed(target, concurrency, warmUp, options.windows(), options.seconds()).text());
    generator.line(deadline);
    ThreadTimes before = node.times();
    long generatorBefore = generator.cpuNanos();
    NodeProcess.Batches batchesBefore = node.batches(name(maxSize));
    List<LoadWindow> windows = new ArrayList<>();
    for (int i = 0; i < options.windows(); i++) {
      windows.add(LoadWindow.parse(generator.line(deadline)).allAnswered());
    }
    ThreadTimes used = node.times().since(before);
    long generatorUsed = generator.cpuNanos() - generatorBefore;
    double meanBatch = node.batches(name(maxSize)).meanSince(batchesBefore);
    return new ServingCell(
        target.protocol(), maxSize, concurrency, windows, used, generatorUsed, meanBatch);
  }
}
