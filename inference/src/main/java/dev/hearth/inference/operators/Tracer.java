package dev.hearth.inference.operators;

import dev.hearth.inference.Artifact;
import dev.hearth.inference.EngineTime;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelRuntime;
import dev.hearth.inference.OnnxRuntime;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.operators.Shapes.TypedShape;
import dev.hearth.inference.operators.Trace.Timed;
import dev.hearth.inference.operators.TraceReader.Event;
import dev.hearth.inference.profile.SampleInputs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Times the operators of a model by the engine's own profiling. The engine names fused nodes after
 * itself, so the optimised graph is written first, its nodes are named, and that is traced, run for
 * run as it would be without. What happens around the engine is traced as one operator more.
 */
public final class Tracer {
  private static final int WARM_UPS = 3;
  private static final Shapes NOTHING = new Shapes(List.of(), List.of());

  private final OnnxRuntime runtime;
  private final SampleInputs inputs;
  private final double quantile;
  private final BooleanSupplier stopped;

  /**
   * A tracer of one model.
   *
   * @param quantile which of an operator's runs counts, 0 the fastest, 0.5 the middle one; on a
   *     machine that does much else only the fastest are the operator's own
   * @param stopped asked between runs; once it is true, tracing ends with a {@link
   *     CancellationException}
   */
  public Tracer(
      OnnxRuntime runtime, SampleInputs inputs, double quantile, BooleanSupplier stopped) {
    this.runtime = runtime;
    this.inputs = inputs;
    this.quantile = quantile;
    this.stopped = stopped;
  }

  /**
   * Traces runs; blocks and computes.
   *
   * @param open opens the model, its pipeline around it, on the engine it is given
   * @param runsOf how many runs of how many rows; they take turns
   * @throws UncheckedIOException if the temporary directory fails
   */
  public Trace trace(
      Function<ModelRuntime, LoadedModel> open, int threads, Map<Integer, Integer> runsOf) {
    Path scratch = null;
    try {
      scratch = Files.createTempDirectory("hearth-operators");
      var tracing = new Tracing(scratch, threads);
      List<Run> order;
      try (LoadedModel model = open.apply(tracing)) {
        order = run(model, runsOf);
      }
      return trace(tracing.graph(), threads, order, TraceReader.read(tracing.file()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete(scratch);
    }
  }

  /**
   * A run.
   *
   * @param rows 0 if it was to warm up
   * @param around nanoseconds outside of the engine: what a pipeline does, and the copies in and
   *     out
   */
  private record Run(int rows, Shapes shapes, long around) {
    Event event() {
      return new Event(around, shapes);
    }
  }

  private List<Run> run(LoadedModel model, Map<Integer, Integer> runsOf) {
    List<Run> order = new ArrayList<>();
    for (int rows : runsOf.keySet()) {
      for (int i = 0; i < WARM_UPS; i++) {
        order.add(new Run(0, NOTHING, run(model, inputs.of(rows, 1))));
      }
    }
    int most = runsOf.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    for (int turn = 0; turn < most; turn++) {
      for (var each : runsOf.entrySet()) {
        if (turn < each.getValue()) {
          List<Tensor> feeds = inputs.of(each.getKey(), 1);
          order.add(new Run(each.getKey(), shapes(feeds), run(model, feeds)));
        }
      }
    }
    return order;
  }

  private long run(LoadedModel model, List<Tensor> feeds) {
    if (stopped.getAsBoolean()) {
      throw new CancellationException("tracing was stopped");
    }
    EngineTime engine = EngineTime.startedAnew();
    long since = System.nanoTime();
    model.run(feeds, Set.of());
    return Math.max(0, System.nanoTime() - since - engine.nanos());
  }

  private static Shapes shapes(List<Tensor> feeds) {
    return new Shapes(
        feeds.stream()
            .map(
                tensor ->
                    new TypedShape(
                        tensor.datatype().name(), Arrays.stream(tensor.shape()).boxed().toList()))
            .toList(),
        List.of());
  }

  private Trace trace(
      NodeGraph graph, int threads, List<Run> runs, Map<Integer, List<Event>> events) {
    List<Integer> order = runs.stream().map(Run::rows).toList();
    List<Event> around = runs.stream().map(Run::event).toList();
    var byRows = new TreeMap<Integer, List<Timed>>();
    for (int rows : order.stream().filter(each -> each > 0).distinct().toList()) {
      List<Timed> nodes = new ArrayList<>();
      for (int node = 0; node < graph.nodes().size(); node++) {
        nodes.add(
            graph.nodes().get(node).branches()
                ? Timed.NONE
                : timed(events.getOrDefault(node, List.of()), order, rows));
      }
      nodes.add(timed(around, order, rows));
      byRows.put(rows, nodes);
    }
    return new Trace(threads, graph.withAround(), byRows);
  }

  /** What a loop repeats counts as often as it ran. */
  private Timed timed(List<Event> events, List<Integer> order, int rows) {
    int each = events.size() / order.size();
    if (each == 0) {
      return Timed.NONE;
    }
    List<Long> times = new ArrayList<>();
    for (int run = 0; run < order.size(); run++) {
      if (order.get(run) == rows) {
        List<Event> own = events.subList(run * each, (run + 1) * each);
        times.add(own.stream().mapToLong(Event::nanos).sum());
      }
    }
    long skipped = Math.min(times.size() - 1, (long) (times.size() * quantile));
    long nanos = times.stream().sorted().skip(skipped).findFirst().orElse(0L);
    Event first = events.get(order.indexOf(rows) * each);
    return new Timed(first.shapes(), nanos, true);
  }

  private static void delete(@Nullable Path directory) {
    if (directory == null) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The engine, opening one model so that it is traced. */
  private final class Tracing implements ModelRuntime {
    private final Path scratch;
    private final int threads;
    private @Nullable NodeGraph graph;

    Tracing(Path scratch, int threads) {
      this.scratch = scratch;
      this.threads = threads;
    }

    @Override
    public String description() {
      return runtime.description();
    }

    @Override
    public LoadedModel open(Artifact artifact, RuntimeOptions options) {
      RuntimeOptions with = options.withIntraOpThreads(threads);
      Path optimised = scratch.resolve("optimised.onnx");
      Path named = scratch.resolve("named.onnx");
      try {
        runtime.optimise(artifact, with, optimised);
        graph = NodeGraph.rename(optimised, named);
        var file = new Artifact(artifact.source(), artifact.sha256(), named, Files.size(named));
        return runtime.openTraced(file, with, scratch.resolve("trace"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    NodeGraph graph() {
      if (graph == null) {
        throw new IllegalStateException("the model was not opened on the engine it was given");
      }
      return graph;
    }

    Path file() throws IOException {
      try (DirectoryStream<Path> traces = Files.newDirectoryStream(scratch, "trace*.json")) {
        for (Path trace : traces) {
          return trace;
        }
      }
      throw new IOException("ONNX Runtime wrote no trace into " + scratch);
    }
  }
}
