package dev.hearth.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Open-loop load: requests come as a Poisson process says, whatever is answered, at shares of the
 * saturation that a closed loop of the same generator found just before, on a model deployed alike
 * but without an objective, so that it refuses nothing. A latency counts from when a request was
 * due. The good ones are answered within the objective.
 *
 * <p>Arguments, with their defaults: {@code --workload=minilm}, {@code --protocol=rest-binary},
 * {@code --objective=100} milliseconds, {@code --shares=0.8,1.0,1.5}, {@code --concurrency=64} of
 * the closed loop, {@code --connections=256} of the open one, {@code --seconds=5}, {@code
 * --rounds=5}, {@code --max-size=16}, {@code --instances=2}, {@code --policies=default} or such as
 * {@code --policies={queue: fifo}}, {@code --root=.}, {@code --store=target/models}, {@code
 * --node-options=}, {@code --limit=400} seconds.
 */
public final class Overload {
  private static final String MODEL = "overload";
  private static final String SATURATED = "saturated";
  private static final double WARM_UP_SECONDS = 8;
  private static final double SETTLE_SECONDS = 2;

  /** One window at one share of saturation. */
  private record Cell(double saturation, double share, double offered, LoadWindow window) {
    double goodShare() {
      long all = window.answered() + window.refused() + window.failed();
      return (double) window.within() / all;
    }
  }

  private final ChildProcess generator;
  private final Target target;
  private final Deadline deadline;
  private final double seconds;
  private final long objectiveNanos;
  private final int connections;

  private Overload(
      ChildProcess generator,
      Target target,
      Deadline deadline,
      double seconds,
      long objectiveNanos,
      int connections) {
    this.generator = generator;
    this.target = target;
    this.deadline = deadline;
    this.seconds = seconds;
    this.objectiveNanos = objectiveNanos;
    this.connections = connections;
  }

  public static void main(String[] arguments) throws Exception {
    var given = new Arguments(arguments);
    var workload = Workload.parse(given.take("--workload=", "minilm"));
    var protocol = Protocol.parse(given.take("--protocol=", "rest-binary"));
    long objectiveMillis = Long.parseLong(given.take("--objective=", "100"));
    List<Double> shares =
        Arrays.stream(given.take("--shares=", "0.8,1.0,1.5").split(",", -1))
            .map(Double::valueOf)
            .toList();
    int concurrency = Integer.parseInt(given.take("--concurrency=", "64"));
    int connections = Integer.parseInt(given.take("--connections=", "256"));
    double seconds = Double.parseDouble(given.take("--seconds=", "5"));
    int rounds = Integer.parseInt(given.take("--rounds=", "5"));
    String maxSize = given.take("--max-size=", "16");
    String instances = given.take("--instances=", "2");
    String policies = given.take("--policies=", "default");
    Path root = Path.of(given.take("--root=", "."));
    Path model = workload.file(Path.of(given.take("--store=", "target/models")));
    String nodeOptions = given.take("--node-options=", "");
    var deadline = Deadline.in(Double.parseDouble(given.take("--limit=", "400")));
    given.requireNone();
    String shape =
        "scale: {min: %s, max: %s, zero-after: 10m}\n".formatted(instances, instances)
            + "batching: {max-size: %s%s}\n".formatted(maxSize, workload.batchAxis());
    String manifest =
        shape
            + "objective: {latency: %dms}\n".formatted(objectiveMillis)
            + (policies.equals("default") ? "" : "policies: " + policies + "\n");
    System.out.println(Machine.description());
    System.out.print(manifest);
    try (var data = new TemporaryDirectory();
        var node = NodeProcess.start(root, data.path(), nodeOptions, deadline);
        var generator = ChildProcess.of(LoadGenerator.class)) {
      node.deploy(MODEL, workload.manifest(MODEL, model, manifest));
      node.deploy(SATURATED, workload.manifest(SATURATED, model, shape));
      node.awaitInstances(MODEL, Integer.parseInt(instances), deadline);
      node.awaitInstances(SATURATED, Integer.parseInt(instances), deadline);
      var target = new Target(node.port(), protocol, workload, MODEL);
      new Overload(generator, target, deadline, seconds, objectiveMillis * 1_000_000, connections)
          .measure(shares, concurrency, rounds);
    }
    System.out.println(Machine.description());
    System.exit(0);
  }

  private void measure(List<Double> shares, int concurrency, int rounds)
      throws IOException, InterruptedException {
    System.out.printf(
        "%7s %8s %9s %9s %9s %9s %8s %8s %9s %14s %6s%n",
        "share",
        "offered",
        "answered",
        "refused",
        "failed",
        "goodput",
        "in time",
        "p50 ms",
        "p99 ms",
        "refusal p50/99",
        "load");
    List<List<Cell>> cells = new ArrayList<>();
    shares.forEach(_ -> cells.add(new ArrayList<>()));
    for (int round = 0; round < rounds; round++) {
      double warmUp = round == 0 ? WARM_UP_SECONDS : SETTLE_SECONDS;
      LoadWindow closed =
          window(
                  LoadPlan.closed(
                      new Target(target.port(), target.protocol(), target.workload(), SATURATED),
                      concurrency,
                      warmUp,
                      1,
                      seconds))
              .allAnswered();
      print("closed", closed.perSecond(), closed);
      for (int i = 0; i < shares.size(); i++) {
        double offered = shares.get(i) * closed.perSecond();
        LoadWindow open =
            window(
                new LoadPlan(
                    target,
                    connections,
                    LoadPlan.Arrivals.POISSON,
                    offered,
                    objectiveNanos,
                    SETTLE_SECONDS,
                    1,
                    seconds));
        print(String.format(Locale.ROOT, "%.2f", shares.get(i)), offered, open);
        cells.get(i).add(new Cell(closed.perSecond(), shares.get(i), offered, open));
      }
    }
    summarize(cells, rounds);
  }

  private LoadWindow window(LoadPlan plan) throws InterruptedException {
    generator.command(plan.text());
    generator.line(deadline);
    return LoadWindow.parse(generator.line(deadline));
  }

  private static void print(String share, double offered, LoadWindow window) {
    long all = window.answered() + window.refused() + window.failed();
    System.out.printf(
        Locale.ROOT,
        "%7s %8.0f %9.0f %9.0f %9.0f %9.0f %7.2f%% %8.1f %9.1f %8.1f/%5.1f %6.1f%n",
        share,
        offered,
        window.perSecond(),
        window.refused() / window.seconds(),
        window.failed() / window.seconds(),
        window.goodput(),
        100.0 * window.within() / all,
        window.p50Nanos() / 1e6,
        window.p99Nanos() / 1e6,
        window.refusedP50Nanos() / 1e6,
        window.refusedP99Nanos() / 1e6,
        Machine.load());
  }

  /** The peak is the best goodput of any share, as the median of its rounds, or saturation. */
  private static void summarize(List<List<Cell>> cells, int rounds) {
    System.out.printf("medians of %d rounds%n", rounds);
    double peak =
        Stream.concat(
                Stream.of(ServingCell.median(cells.getFirst(), Cell::saturation)),
                cells.stream().map(of -> ServingCell.median(of, cell -> cell.window().goodput())))
            .max(Double::compare)
            .orElseThrow();
    for (List<Cell> of : cells) {
      System.out.printf(
          Locale.ROOT,
          "%.2f of saturation: %.2f%% within the objective, goodput %.0f/s, %.2f of the peak;"
              + " answers p99 %.1f ms, refusals p50 %.1f ms, p99 %.1f ms%n",
          of.getFirst().share(),
          100 * ServingCell.median(of, Cell::goodShare),
          ServingCell.median(of, cell -> cell.window().goodput()),
          ServingCell.median(of, cell -> cell.window().goodput()) / peak,
          ServingCell.median(of, cell -> cell.window().p99Nanos() / 1e6),
          ServingCell.median(of, cell -> cell.window().refusedP50Nanos() / 1e6),
          ServingCell.median(of, cell -> cell.window().refusedP99Nanos() / 1e6));
    }
  }
}
