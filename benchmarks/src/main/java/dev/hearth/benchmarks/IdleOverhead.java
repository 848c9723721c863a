package dev.hearth.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * What an idle, warm endpoint adds to the engine's run at concurrency 1: in each sample, what the
 * caller waits for an answer, less what the engine took for just this request, less what the same
 * caller waits for {@link NoOpServer}, which stands for the network and the caller itself. The
 * engine's time is the growth of {@code compute_infer} in the model's statistics.
 *
 * <p>Arguments, with their defaults: {@code --workload=minilm}, {@code
 * --protocols=grpc,rest-binary,rest-json}, {@code --samples=500} of each of {@code --rounds=5},
 * {@code --warm-up=2000}, {@code --pause=1ms} between requests in microseconds, {@code --root=.},
 * {@code --store=target/models}, {@code --node-options=}, {@code --limit=300} seconds.
 */
public final class IdleOverhead {
  private static final String MODEL = "idle";
  private static final String ENGINE = "\"compute_infer\":{\"count\":";

  /** All in nanoseconds. */
  private record Sample(long waited, long engine, long nothing) {
    long overhead() {
      return waited - engine - nothing;
    }
  }

  private final Deadline deadline;
  private final int samples;
  private final int warmUp;
  private final long pauseNanos;

  private IdleOverhead(Deadline deadline, int samples, int warmUp, long pauseNanos) {
    this.deadline = deadline;
    this.samples = samples;
    this.warmUp = warmUp;
    this.pauseNanos = pauseNanos;
  }

  public static void main(String[] arguments) throws Exception {
    var given = new Arguments(arguments);
    var workload = Workload.parse(given.take("--workload=", "minilm"));
    List<Protocol> protocols =
        Arrays.stream(given.take("--protocols=", "grpc,rest-binary,rest-json").split(",", -1))
            .map(Protocol::parse)
            .toList();
    int samples = Integer.parseInt(given.take("--samples=", "500"));
    int rounds = Integer.parseInt(given.take("--rounds=", "5"));
    int warmUp = Integer.parseInt(given.take("--warm-up=", "2000"));
    long pauseNanos = 1_000 * Long.parseLong(given.take("--pause=", "1000"));
    Path root = Path.of(given.take("--root=", "."));
    Path model = workload.file(Path.of(given.take("--store=", "target/models")));
    String nodeOptions = given.take("--node-options=", "");
    var deadline = Deadline.in(Double.parseDouble(given.take("--limit=", "300")));
    given.requireNone();
    var program = new IdleOverhead(deadline, samples, warmUp, pauseNanos);
    System.out.println(Machine.description());
    try (var data = new TemporaryDirectory();
        var node = NodeProcess.start(root, data.path(), nodeOptions, deadline);
        var noOp = ChildProcess.of(NoOpServer.class)) {
      node.deploy(MODEL, workload.manifest(MODEL, model, "scale: {min: 1, max: 1}\n"));
      node.awaitInstances(MODEL, 1, deadline);
      int noOpPort = Integer.parseInt(noOp.line(deadline));
      for (Protocol protocol : protocols) {
        var target = new Target(node.port(), protocol, workload, MODEL);
        program.measure(node, target, Target.noOp(noOpPort), rounds);
      }
    }
    System.out.println(Machine.description());
    System.exit(0);
  }

  private void measure(NodeProcess node, Target target, Target nothing, int rounds)
      throws IOException, InterruptedException {
    System.out.printf(
        "%s, %d samples a round; microseconds%n%7s %10s %10s %10s %12s %12s %12s %6s%n",
        target.protocol().text(),
        samples,
        "round",
        "waited",
        "engine",
        "no-op",
        "overhead p50",
        "overhead p90",
        "overhead p99",
        "load");
    try (var caller = new BlockingCaller(target);
        var noOp = new BlockingCaller(nothing)) {
      List<byte[]> requests = target.requests();
      for (int i = 0; i < warmUp; i++) {
        caller.call(requests.get(i % requests.size()));
        noOp.call(NoOpServer.request());
      }
      List<Double> medians = new ArrayList<>();
      for (int round = 1; round <= rounds; round++) {
        List<Sample> taken = new ArrayList<>();
        for (int i = 0; i < samples; i++) {
          taken.add(sample(node, caller, noOp, requests.get(i % requests.size())));
        }
        medians.add(print(round, taken));
      }
      System.out.printf(
          Locale.ROOT,
          "%s: overhead p50 %.0f us (median of %d rounds)%n",
          target.protocol().text(),
          ServingCell.median(medians, median -> median),
          rounds);
    }
  }

  private Sample sample(
      NodeProcess node, BlockingCaller caller, BlockingCaller noOp, byte[] request)
      throws IOException, InterruptedException {
    if (deadline.nanosLeft() == 1) {
      throw new IllegalStateException("out of time");
    }
    long before = engineNanos(node);
    LockSupport.parkNanos(pauseNanos);
    long nothing = noOp.call(NoOpServer.request());
    LockSupport.parkNanos(pauseNanos);
    long waited = caller.call(request);
    return new Sample(waited, engineNanos(node) - before, nothing);
  }

  private static long engineNanos(NodeProcess node) throws IOException, InterruptedException {
    String statistics = node.get("/v2/models/" + MODEL + "/stats");
    int at = statistics.indexOf(ENGINE);
    int from = statistics.indexOf("\"ns\":", at) + "\"ns\":".length();
    return Long.parseLong(statistics.substring(from, statistics.indexOf('}', from)));
  }

  private static double print(int round, List<Sample> samples) {
    long[] overheads = samples.stream().mapToLong(Sample::overhead).sorted().toArray();
    double median = ServingCell.median(samples, Sample::overhead) / 1e3;
    System.out.printf(
        Locale.ROOT,
        "%7d %10.0f %10.0f %10.0f %12.0f %12.0f %12.0f %6.1f%n",
        round,
        ServingCell.median(samples, Sample::waited) / 1e3,
        ServingCell.median(samples, Sample::engine) / 1e3,
        ServingCell.median(samples, Sample::nothing) / 1e3,
        median,
        overheads[overheads.length * 90 / 100] / 1e3,
        overheads[overheads.length * 99 / 100] / 1e3,
        Machine.load());
    return median;
  }
}
