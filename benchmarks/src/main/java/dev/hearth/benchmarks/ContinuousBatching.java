package dev.hearth.benchmarks;

import dev.hearth.benchmarks.TextLoad.Mode;
import dev.hearth.benchmarks.TextLoad.Result;
import dev.hearth.inference.Artifact;
import dev.hearth.inference.KeepingModel;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.ModelStore;
import dev.hearth.inference.OnnxRuntime;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.builtin.SeededDecoder;
import dev.hearth.inference.generation.ByteCodec;
import dev.hearth.inference.generation.Decoder;
import dev.hearth.inference.generation.DecoderLayout;
import dev.hearth.inference.generation.GenerationLoop;
import dev.hearth.inference.generation.GenerationRequest;
import dev.hearth.inference.generation.GenerationRequest.Prompt;
import dev.hearth.inference.generation.LoopMeter;
import dev.hearth.inference.generation.Sampling;
import dev.hearth.inference.generation.TokenCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The same requests for text on one instance of the builtin decoder, one at a time, in batches that
 * end together, and stepped together with places refilled at once: tokens a second of a backlog,
 * and the time to the first token of requests that come by chance.
 */
final class ContinuousBatching {
  private static final int SEED = 11;
  private static final int MAX_TOKENS = 512;

  private final int places;
  private final int rounds;
  private final double load;
  private final List<GenerationRequest> requests;
  private final SeededDecoder shape;

  private ContinuousBatching(Arguments arguments) {
    places = Integer.parseInt(arguments.take("--sequences=", "8"));
    rounds = Integer.parseInt(arguments.take("--rounds=", "3"));
    load = Double.parseDouble(arguments.take("--load=", "0.7"));
    int count = Integer.parseInt(arguments.take("--requests=", "48"));
    int most = Integer.parseInt(arguments.take("--tokens=", "160"));
    int hidden = Integer.parseInt(arguments.take("--hidden=", "256"));
    int layers = Integer.parseInt(arguments.take("--layers=", "4"));
    arguments.requireNone();
    shape = new SeededDecoder(1, layers, SeededDecoder.HEADS, hidden);
    requests = requests(count, most);
  }

  /** Prompts of 8 to 96 bytes; answers are short as a rule and long now and then. */
  private static List<GenerationRequest> requests(int count, int most) {
    var random = new SplittableRandom(SEED);
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String prompt = "x".repeat(8 + random.nextInt(89));
      double drawn = -Math.log(1 - random.nextDouble()) * most / 4;
      int tokens = (int) Math.clamp(drawn, 4, most);
      requests.add(
          new GenerationRequest(new Prompt.Text(prompt), tokens, Sampling.GREEDY, List.of()));
    }
    return requests;
  }

  public static void main(String... arguments) throws Exception {
    new ContinuousBatching(new Arguments(arguments)).run();
  }

  private void run() throws Exception {
    System.out.println(Machine.description());
    System.out.printf(
        "%d requests, %d places, decoder of %d layers and width %d, medians of %d rounds%n",
        requests.size(), places, shape.layers(), shape.hidden(), rounds);
    try (var directory = new TemporaryDirectory();
        ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Artifact file =
          new ModelStore(directory.path()).fetch(new ModelSource.BuiltinSource(shape), _ -> {});
      var model = (KeepingModel) new OnnxRuntime().open(file, RuntimeOptions.defaults());
      try (var decoder = new Decoder(model, DecoderLayout.of(file.source(), model.metadata()))) {
        measure(decoder, thread);
      }
    }
  }

  private void measure(Decoder decoder, ExecutorService thread) throws InterruptedException {
    var atOnce = new long[requests.size()];
    all(decoder, thread, atOnce);
    Map<Mode, List<Result>> backlog = new EnumMap<>(Mode.class);
    for (int round = 0; round < rounds; round++) {
      all(decoder, thread, atOnce).forEach((mode, result) -> add(backlog, mode, result));
    }
    long nanos = (long) median(backlog, Mode.CONTINUOUS, result -> (double) result.nanos());
    long[] due = arrivals(nanos / load);
    Map<Mode, List<Result>> arriving = new EnumMap<>(Mode.class);
    for (int round = 0; round < rounds; round++) {
      all(decoder, thread, due).forEach((mode, result) -> add(arriving, mode, result));
    }
    report(backlog, arriving);
  }

  private static void add(Map<Mode, List<Result>> to, Mode mode, Result result) {
    to.computeIfAbsent(mode, _ -> new ArrayList<>()).add(result);
  }

  private Map<Mode, Result> all(Decoder decoder, ExecutorService thread, long[] due)
      throws InterruptedException {
    Map<Mode, Result> results = new EnumMap<>(Mode.class);
    for (Mode mode : Mode.values()) {
      try (var loop =
          new GenerationLoop(
              decoder,
              new Endless(),
              places,
              MAX_TOKENS,
              thread,
              LoopMeter.NONE,
              System::nanoTime)) {
        results.put(mode, new TextLoad(loop, mode, places, requests).run(due));
      }
    }
    return results;
  }

  /** Requests by chance that take so long to come in all. */
  private long[] arrivals(double nanos) {
    var random = new SplittableRandom(SEED + 1);
    var due = new long[requests.size()];
    double at = 0;
    for (int i = 0; i < due.length; i++) {
      at -= Math.log(1 - random.nextDouble()) * nanos / due.length;
      due[i] = (long) at;
    }
    return due;
  }

  private interface Figure {
    double of(Result result);
  }

  private static double median(Map<Mode, List<Result>> results, Mode mode, Figure figure) {
    double[] values =
        results.getOrDefault(mode, List.of()).stream().mapToDouble(figure::of).toArray();
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private void report(Map<Mode, List<Result>> backlog, Map<Mode, List<Result>> arriving) {
    double alone = median(backlog, Mode.ALONE, Result::tokensPerSecond);
    System.out.printf("backlog of all requests:%n");
    for (Mode mode : Mode.values()) {
      double tokens = median(backlog, mode, Result::tokensPerSecond);
      System.out.printf("  %-10s %8.0f tokens/s  %5.2f of alone%n", mode, tokens, tokens / alone);
    }
    System.out.printf(
        "  continuous is %.2f of static%n",
        median(backlog, Mode.CONTINUOUS, Result::tokensPerSecond)
            / median(backlog, Mode.STATIC, Result::tokensPerSecond));
    System.out.printf("requests by chance at %.0f %% of what continuous does:%n", 100 * load);
    for (Mode mode : Mode.values()) {
      System.out.printf(
          "  %-10s first token p50 %8.1f ms  p99 %8.1f ms%n",
          mode,
          median(arriving, mode, result -> result.firstTokenMillis(0.5)),
          median(arriving, mode, result -> result.firstTokenMillis(0.99)));
    }
  }

  /** Answers are as long as they are asked to be, so that all modes have the same to do. */
  private static final class Endless implements TokenCodec {
    private final ByteCodec bytes = new ByteCodec();

    @Override
    public long[] encode(String text) {
      return bytes.encode(text);
    }

    @Override
    public String decode(long[] ids) {
      return bytes.decode(ids);
    }

    @Override
    public boolean isEnd(long id) {
      return false;
    }

    @Override
    public void close() {
      bytes.close();
    }
  }
}
