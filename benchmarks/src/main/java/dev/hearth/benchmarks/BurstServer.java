package dev.hearth.benchmarks;

import dev.hearth.inference.Artifact;
import dev.hearth.inference.BatchAxes;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.OnnxRuntime;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.TensorMetadata;
import dev.hearth.inference.onnx.Block;
import dev.hearth.inference.onnx.Body;
import dev.hearth.inference.onnx.CutModel;
import dev.hearth.inference.onnx.RowAxis;
import dev.hearth.inference.onnx.Shadow;
import dev.hearth.inference.onnx.Shadows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * One process under a burst, with one whole model ({@code ONE}), two of them ({@code TWO}) or a
 * body with a shadow ({@code PAIR}), each with one thread. All of it is loaded and has run batches
 * of every size before the first arrival. Arrivals are those of a seed and wait for nobody; who is
 * free takes what waits, at most a full batch. Prints one line.
 *
 * <p>Arguments: mode, shape, directory of the files, requests a second before and after the burst
 * and in it, seconds of each of the three parts, blocks of the shadow by commas.
 */
public final class BurstServer {
  static final int MAX_ROWS = 8;
  static final String WHOLE = "whole.onnx";
  static final BatchAxes AXES = new BatchAxes(Map.of("x", 0), Map.of("y", 0));
  private static final RuntimeOptions ONE_THREAD = RuntimeOptions.defaults();
  private static final RowAxis FIRST = new RowAxis(0, 1);
  private static final long POISON = -1;
  private static final int CALIBRATION_RUNS = 12;

  enum Mode {
    CALIBRATE,
    ONE,
    TWO,
    PAIR
  }

  private final Mode mode;
  private final Path directory;
  private final Set<Integer> shadowed;
  private final OnnxRuntime runtime = new OnnxRuntime();
  private final LinkedBlockingQueue<Long> waiting = new LinkedBlockingQueue<>();
  private final ConcurrentHistogram latencies = new ConcurrentHistogram(3);
  private final List<Thread> workers = new ArrayList<>();
  private final Shadows shadows = new Shadows();
  private final List<List<Tensor>> batches;
  private volatile long burstFrom = Long.MAX_VALUE;
  private volatile long burstTo = Long.MAX_VALUE;

  private BurstServer(Mode mode, EightBlocks.Shape shape, Path directory, Set<Integer> shadowed) {
    this.mode = mode;
    this.directory = directory;
    this.shadowed = shadowed;
    Tensor row = EightBlocks.row(shape, 1).getFirst();
    batches =
        IntStream.rangeClosed(1, MAX_ROWS)
            .mapToObj(rows -> List.of(Tensor.concatenate(0, Collections.nCopies(rows, row))))
            .toList();
  }

  public static void main(String[] arguments) throws Exception {
    var server =
        new BurstServer(
            Mode.valueOf(arguments[0]),
            EightBlocks.Shape.valueOf(arguments[1]),
            Path.of(arguments[2]),
            Arrays.stream(arguments[6].split(",", -1))
                .map(Integer::valueOf)
                .collect(Collectors.toSet()));
    if (server.mode == Mode.CALIBRATE) {
      server.calibrate();
    } else {
      server.serve(
          Double.parseDouble(arguments[3]),
          Double.parseDouble(arguments[4]),
          Double.parseDouble(arguments[5]));
    }
    System.exit(0);
  }

  /** Prints the rows a second of one whole model in full batches. */
  private void calibrate() throws IOException {
    var nanos = new long[CALIBRATION_RUNS];
    try (LoadedModel body = whole()) {
      for (int run = 0; run < nanos.length; run++) {
        long since = System.nanoTime();
        run(body, MAX_ROWS);
        nanos[run] = System.nanoTime() - since;
      }
    }
    Arrays.sort(nanos);
    System.out.println(MAX_ROWS * 1e9 / nanos[nanos.length / 2]);
  }

  private void serve(double baseRate, double burstRate, double seconds) throws Exception {
    double loadMillis = load();
    arrive(baseRate, burstRate, seconds);
    String memory = memory();
    drain(seconds);
    workers.forEach(_ -> waiting.add(POISON));
    for (Thread worker : workers) {
      worker.join();
    }
    System.out.printf(
        Locale.ROOT,
        "%.3f %.3f %d %.1f %s%n",
        latencies.getValueAtPercentile(50) / 1e3,
        latencies.getValueAtPercentile(95) / 1e3,
        latencies.getTotalCount(),
        loadMillis,
        memory);
  }

  /** Loads and warms all that serves; milliseconds that what helps the first model took to load. */
  private double load() throws IOException {
    if (mode == Mode.PAIR) {
      return loadPair();
    }
    LoadedModel first = whole();
    long since = System.nanoTime();
    List<LoadedModel> all = mode == Mode.TWO ? List.of(first, whole()) : List.of(first);
    double millis = (System.nanoTime() - since) / 1e6;
    all.forEach(this::begin);
    return millis;
  }

  private double loadPair() throws IOException {
    CutModel model = cut();
    LoadedModel body = Body.open(runtime, model, shadows, ONE_THREAD);
    long since = System.nanoTime();
    shadows.add(Shadow.open(runtime, model, shadowed, ONE_THREAD));
    double millis = (System.nanoTime() - since) / 1e6;
    begin(body);
    return millis;
  }

  private void begin(LoadedModel body) {
    for (int rows = 1; rows <= MAX_ROWS; rows++) {
      run(body, rows);
    }
    workers.add(Thread.ofPlatform().daemon(true).start(() -> serveFrom(body)));
  }

  private void arrive(double baseRate, double burstRate, double seconds) {
    var random = new SplittableRandom(7);
    long start = System.nanoTime();
    long part = (long) (seconds * 1e9);
    burstFrom = start + part;
    burstTo = start + 2 * part;
    long at = start;
    while (at < start + 3 * part) {
      double rate = at >= burstFrom && at < burstTo ? burstRate : baseRate;
      at += (long) (-Math.log(1 - random.nextDouble()) / rate * 1e9);
      while (System.nanoTime() < at) {
        LockSupport.parkNanos(at - System.nanoTime());
      }
      waiting.add(at);
    }
  }

  /** What still waits after so long counts with its age and is given up. */
  private void drain(double seconds) {
    long until = System.nanoTime() + (long) (seconds * 1e9);
    while (!waiting.isEmpty() && System.nanoTime() < until) {
      LockSupport.parkNanos(1_000_000);
    }
    List<Long> left = new ArrayList<>();
    waiting.drainTo(left);
    record(left);
  }

  private LoadedModel whole() throws IOException {
    return runtime.open(EightBlocks.artifact(directory.resolve(WHOLE)), ONE_THREAD);
  }

  /** The parent has found that all blocks can be split, along the first axis of every tensor. */
  private CutModel cut() throws IOException {
    List<Block> blocks = new ArrayList<>();
    Map<String, RowAxis> rows = new HashMap<>(Map.of("x", FIRST));
    for (int index = 0; index < EightBlocks.BLOCKS; index++) {
      Path file = directory.resolve("block-" + index + ".onnx");
      Block block = block(EightBlocks.artifact(file));
      block.outputs().forEach(output -> rows.put(output, FIRST));
      blocks.add(block);
    }
    Set<Integer> all = IntStream.range(0, blocks.size()).boxed().collect(Collectors.toSet());
    return new CutModel(metadata(blocks.getFirst(), blocks.getLast()), blocks, rows, all);
  }

  private GraphMetadata metadata(Block first, Block last) {
    try (LoadedModel head = runtime.open(first.artifact(), ONE_THREAD);
        LoadedModel tail = runtime.open(last.artifact(), ONE_THREAD)) {
      return new GraphMetadata(head.metadata().inputs(), tail.metadata().outputs());
    }
  }

  private Block block(Artifact artifact) {
    try (LoadedModel block = runtime.open(artifact, ONE_THREAD)) {
      return new Block(
          artifact,
          block.metadata().inputs().stream().map(TensorMetadata::name).toList(),
          block.metadata().outputs().stream().map(TensorMetadata::name).toList(),
          0);
    }
  }

  private void serveFrom(LoadedModel body) {
    List<Long> members = new ArrayList<>();
    while (true) {
      members.clear();
      try {
        members.add(waiting.take());
      } catch (InterruptedException _) {
        return;
      }
      if (members.getFirst() == POISON) {
        return;
      }
      fill(members);
      run(body, members.size());
      record(members);
    }
  }

  private void fill(List<Long> members) {
    while (members.size() < MAX_ROWS) {
      Long next = waiting.peek();
      if (next == null || next == POISON) {
        return;
      }
      Long taken = waiting.poll();
      if (taken == null) {
        return;
      }
      if (taken == POISON) {
        waiting.add(taken);
        return;
      }
      members.add(taken);
    }
  }

  /** Only those that arrived in the burst count. */
  private void record(List<Long> members) {
    long now = System.nanoTime();
    for (long at : members) {
      if (at >= burstFrom && at < burstTo) {
        latencies.recordValue((now - at) / 1_000);
      }
    }
  }

  private void run(LoadedModel body, int rows) {
    var _ = body.run(batches.get(rows - 1), Set.of());
  }

  /** Resident and proportional memory in MiB, while nothing has been given back. */
  private static String memory() throws IOException {
    double resident = 0;
    double proportional = 0;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps_rollup"))) {
      if (line.startsWith("Rss:")) {
        resident = kibibytes(line) / 1_024;
      } else if (line.startsWith("Pss:")) {
        proportional = kibibytes(line) / 1_024;
      }
    }
    return String.format(Locale.ROOT, "%.1f %.1f", resident, proportional);
  }

  private static double kibibytes(String line) {
    return Double.parseDouble(line.replaceAll("[^0-9]", ""));
  }
}
