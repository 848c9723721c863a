package dev.hearth.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The first answer of a model that has no instance, on a warm node with the model's file at hand,
 * held against creating a session and running it once in a warm process of its own. In pairs, so
 * that what else goes on in the machine troubles both alike.
 *
 * <p>Arguments, with their defaults: {@code --workload=minilm}, {@code --protocol=rest-binary},
 * {@code --pairs=30} in each of {@code --rounds=5}, {@code --warm-up=10}, {@code --root=.}, {@code
 * --store=target/models}, {@code --node-options=}, {@code --limit=400} seconds.
 */
public final class ColdStart {
  private static final String MODEL = "cold";

  private record Pair(double served, double bare) {}

  private ColdStart() {}

  public static void main(String[] arguments) throws Exception {
    var given = new Arguments(arguments);
    var workload = Workload.parse(given.take("--workload=", "minilm"));
    var protocol = Protocol.parse(given.take("--protocol=", "rest-binary"));
    int pairs = Integer.parseInt(given.take("--pairs=", "30"));
    int rounds = Integer.parseInt(given.take("--rounds=", "5"));
    int warmUp = Integer.parseInt(given.take("--warm-up=", "10"));
    Path root = Path.of(given.take("--root=", "."));
    Path model = workload.file(Path.of(given.take("--store=", "target/models")));
    String nodeOptions = given.take("--node-options=", "");
    var deadline = Deadline.in(Double.parseDouble(given.take("--limit=", "400")));
    given.requireNone();
    System.out.println(Machine.description());
    try (var data = new TemporaryDirectory();
        var node = NodeProcess.start(root, data.path(), nodeOptions, deadline);
        var bare = ChildProcess.of(BareColdStart.class, workload.text(), model.toString())) {
      node.deploy(
          MODEL, workload.manifest(MODEL, model, "scale: {min: 0, max: 1, zero-after: 1ms}\n"));
      var target = new Target(node.port(), protocol, workload, MODEL);
      try (var caller = new BlockingCaller(target)) {
        List<byte[]> requests = target.requests();
        for (int i = 0; i < warmUp; i++) {
          pair(node, caller, requests.get(i), bare, deadline);
        }
        measure(node, caller, requests, bare, pairs, rounds, deadline);
      }
    }
    System.out.println(Machine.description());
    System.exit(0);
  }

  private static void measure(
      NodeProcess node,
      BlockingCaller caller,
      List<byte[]> requests,
      ChildProcess bare,
      int pairs,
      int rounds,
      Deadline deadline)
      throws IOException, InterruptedException {
    System.out.printf(
        "%7s %6s %12s %12s %12s %12s %8s %6s%n",
        "round",
        "pairs",
        "node p50 ms",
        "node p90 ms",
        "bare p50 ms",
        "bare p90 ms",
        "ratio",
        "load");
    List<Double> ratios = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      List<Pair> taken = new ArrayList<>();
      for (int i = 0; i < pairs; i++) {
        taken.add(pair(node, caller, requests.get(i % requests.size()), bare, deadline));
      }
      double served = ServingCell.median(taken, Pair::served);
      double alone = ServingCell.median(taken, Pair::bare);
      ratios.add(served / alone);
      System.out.printf(
          Locale.ROOT,
          "%7d %6d %12.1f %12.1f %12.1f %12.1f %8.2f %6.1f%n",
          round,
          pairs,
          served,
          ninetieth(taken.stream().mapToDouble(Pair::served).sorted().toArray()),
          alone,
          ninetieth(taken.stream().mapToDouble(Pair::bare).sorted().toArray()),
          served / alone,
          Machine.load());
    }
    System.out.printf(
        Locale.ROOT,
        "cold start: ratio %.2f (median of %d rounds)%n",
        ServingCell.median(ratios, ratio -> ratio),
        rounds);
  }

  private static double ninetieth(double[] sorted) {
    return sorted[sorted.length * 90 / 100];
  }

  private static Pair pair(
      NodeProcess node, BlockingCaller caller, byte[] request, ChildProcess bare, Deadline deadline)
      throws IOException, InterruptedException {
    node.awaitInstances(MODEL, 0, deadline);
    double served = caller.call(request) / 1e6;
    node.awaitInstances(MODEL, 0, deadline);
    bare.command("");
    return new Pair(served, Long.parseLong(bare.line(deadline)) / 1e6);
  }
}
