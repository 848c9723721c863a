package dev.hearth.benchmarks;

import dev.hearth.inference.Artifact;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.OnnxRuntime;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.onnx.Block;
import dev.hearth.inference.onnx.BlockProfile;
import dev.hearth.inference.onnx.BlockProfiler;
import dev.hearth.inference.onnx.CutModel;
import dev.hearth.inference.onnx.GraphCutter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * A burst on a perceptron of eight blocks ({@link EightBlocks}): the latency and the memory of one
 * whole model, of two, and of a body with a shadow, all loaded before the first arrival. Each is a
 * process of its own; they take turns, round by round. The blocks of the shadow are chosen by a
 * profile that is measured first.
 *
 * <p>Arguments, all optional: {@code --shape=MIXED} or {@code EVEN}, {@code --burst=1.3} of what
 * one whole model can do, {@code --base=0.3}, {@code --seconds=6} of each part, {@code --rounds=3},
 * {@code --share=0.8} of the gain that the shadow must have.
 */
public final class BodyAndShadow {
  private static final double LIMIT_SECONDS = 1_200;

  /** An objective, as a multiple of a full batch on one whole model. */
  private static final double OBJECTIVE_BATCHES = 6;

  private record Options(
      EightBlocks.Shape shape,
      double base,
      double burst,
      double seconds,
      int rounds,
      double share) {
    static Options parse(String[] text) {
      var arguments = new Arguments(text);
      var options =
          new Options(
              EightBlocks.Shape.valueOf(arguments.take("--shape=", "MIXED")),
              Double.parseDouble(arguments.take("--base=", "0.3")),
              Double.parseDouble(arguments.take("--burst=", "1.3")),
              Double.parseDouble(arguments.take("--seconds=", "6")),
              Integer.parseInt(arguments.take("--rounds=", "3")),
              Double.parseDouble(arguments.take("--share=", "0.8")));
      arguments.requireNone();
      return options;
    }
  }

  private record Round(
      double median, double p95, long answered, double load, double rss, double pss) {
    static Round of(String line) {
      double[] numbers =
          Arrays.stream(line.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
      return new Round(
          numbers[0], numbers[1], (long) numbers[2], numbers[3], numbers[4], numbers[5]);
    }
  }

  private final Options options;
  private final Path directory;
  private final Deadline deadline = Deadline.in(LIMIT_SECONDS);
  private final Map<BurstServer.Mode, List<Round>> rounds = new EnumMap<>(BurstServer.Mode.class);

  private BodyAndShadow(Options options, Path directory) {
    this.options = options;
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    var options = Options.parse(arguments);
    System.out.println(Machine.description());
    try (var directory = new TemporaryDirectory()) {
      new BodyAndShadow(options, directory.path()).run();
    }
    System.exit(0);
  }

  private void run() throws Exception {
    Set<Integer> shadow = profile();
    double capacity = Double.parseDouble(child(BurstServer.Mode.CALIBRATE, 0, 0, shadow));
    double fullBatch = BurstServer.MAX_ROWS / capacity * 1e3;
    System.out.printf(
        Locale.ROOT,
        "one whole model: %.1f rows/s, %.1f ms a batch of %d; objective %.0f ms%n",
        capacity,
        fullBatch,
        BurstServer.MAX_ROWS,
        OBJECTIVE_BATCHES * fullBatch);
    for (int round = 0; round < options.rounds(); round++) {
      for (var mode : List.of(BurstServer.Mode.ONE, BurstServer.Mode.TWO, BurstServer.Mode.PAIR)) {
        String line = child(mode, options.base() * capacity, options.burst() * capacity, shadow);
        rounds.computeIfAbsent(mode, _ -> new ArrayList<>()).add(Round.of(line));
      }
    }
    report(OBJECTIVE_BATCHES * fullBatch);
  }

  /** Cuts, measures, prints each block and chooses. */
  private Set<Integer> profile() throws Exception {
    var runtime = new OnnxRuntime();
    Artifact artifact = EightBlocks.write(options.shape(), directory.resolve(BurstServer.WHOLE));
    List<Block> blocks = new GraphCutter(runtime).cut(artifact, EightBlocks.BLOCKS, directory);
    CutModel model;
    try (LoadedModel whole = runtime.open(artifact, RuntimeOptions.defaults())) {
      var rows =
          List.of(
              EightBlocks.row(options.shape(), 1),
              EightBlocks.row(options.shape(), 2),
              EightBlocks.row(options.shape(), 3));
      model = CutModel.of(runtime, whole.metadata(), blocks, BurstServer.AXES, rows);
    }
    BlockProfile profile =
        new BlockProfiler(runtime, BurstServer.AXES, 7)
            .measure(
                model, EightBlocks.row(options.shape(), 1), BurstServer.MAX_ROWS, List.of(1, 2));
    Set<Integer> shadow = profile.shadow(BurstServer.MAX_ROWS, options.share());
    print(profile, shadow);
    return shadow;
  }

  private static void print(BlockProfile profile, Set<Integer> shadow) {
    int rows = BurstServer.MAX_ROWS;
    System.out.println("block  weights MiB  ms, 1 thread  ms, 2 threads  gain ms  shadow");
    for (int block = 0; block < EightBlocks.BLOCKS; block++) {
      System.out.printf(
          Locale.ROOT,
          "%5d  %11.1f  %12.2f  %13.2f  %7.2f  %s%n",
          block,
          profile.weightBytes().get(block) / 1048576.0,
          profile.cost(block, rows, 1).nanos() / 1e6,
          profile.cost(block, rows, 2).nanos() / 1e6,
          profile.gainNanos(block, rows) / 1e6,
          shadow.contains(block) ? "yes" : "");
    }
    System.out.printf(
        Locale.ROOT,
        "a batch of %d: %.1f ms alone, %.1f ms with the shadow expected%n",
        rows,
        profile.runNanos(rows, Set.of()) / 1e6,
        profile.runNanos(rows, shadow) / 1e6);
  }

  private String child(BurstServer.Mode mode, double base, double burst, Set<Integer> shadow)
      throws InterruptedException {
    var indices = shadow.stream().map(String::valueOf).collect(Collectors.joining(","));
    try (var process =
        ChildProcess.java(
            mode.name(),
            System.getProperty("java.class.path"),
            List.of(
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:MaxDirectMemorySize=16m",
                BurstServer.class.getName(),
                mode.name(),
                options.shape().name(),
                directory.toString(),
                Double.toString(base),
                Double.toString(burst),
                Double.toString(options.seconds()),
                indices))) {
      return process.line(deadline);
    }
  }

  private void report(double objective) {
    System.out.println("            median ms    p95 ms  answered   load ms   RSS MiB   PSS MiB");
    rounds.forEach(
        (mode, all) ->
            System.out.printf(
                Locale.ROOT,
                "%-10s %10.1f %9.1f %9.0f %9.1f %9.1f %9.1f%n",
                mode,
                median(all, Round::median),
                median(all, Round::p95),
                median(all, Round::answered),
                median(all, Round::load),
                median(all, Round::rss),
                median(all, Round::pss)));
    var two = rounds.getOrDefault(BurstServer.Mode.TWO, List.of());
    var pair = rounds.getOrDefault(BurstServer.Mode.PAIR, List.of());
    System.out.printf(
        Locale.ROOT,
        "body and shadow against two bodies: RSS %.0f %%, p95 %.2f times; p95 within the objective"
            + " of %.0f ms: %s%n",
        100 * median(pair, Round::rss) / median(two, Round::rss),
        median(pair, Round::p95) / median(two, Round::p95),
        objective,
        median(pair, Round::p95) <= objective ? "yes" : "no");
  }

  private static double median(List<Round> all, ToDoubleFunction<Round> of) {
    double[] sorted = all.stream().mapToDouble(of).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
