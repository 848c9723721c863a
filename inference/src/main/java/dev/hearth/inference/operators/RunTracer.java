package dev.hearth.inference.operators;

import dev.hearth.inference.Artifact;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelRuntime;
import dev.hearth.inference.OnnxRuntime;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Times the operators of one run with given tensors, by the engine's own profiling: the model is
 * opened once more, run once to warm up, and once again.
 */
public final class RunTracer {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String KERNEL = "_kernel_time";
  private static final String RUN = "model_run";
  private static final long MICROSECOND = 1_000;

  private final OnnxRuntime runtime;

  public RunTracer(OnnxRuntime runtime) {
    this.runtime = runtime;
  }

  /**
   * A run of an operator.
   *
   * @param name of the optimised graph's node; the engine names those it fused
   * @param type what it does, such as {@code Conv}
   * @param from nanoseconds after the engine was entered
   */
  public record Ran(String name, String type, long from, long nanos) {}

  /**
   * Traces; blocks and computes.
   *
   * @param open opens the model, its pipeline around it, on the engine it is given
   * @return what ran, in its order
   * @throws UncheckedIOException if the temporary directory fails
   */
  public List<Ran> trace(Function<ModelRuntime, LoadedModel> open, List<Tensor> inputs) {
    try {
      Path scratch = Files.createTempDirectory("hearth-run");
      try {
        try (LoadedModel model = open.apply(new Tracing(scratch))) {
          model.run(inputs, Set.of());
          model.run(inputs, Set.of());
        }
        return read(scratch);
      } finally {
        delete(scratch);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Ran> read(Path scratch) throws IOException {
    try (DirectoryStream<Path> traces = Files.newDirectoryStream(scratch, "trace*.json")) {
      for (Path trace : traces) {
        return last(JSON.readTree(trace));
      }
    }
    throw new IOException("ONNX Runtime wrote no trace into " + scratch);
  }

  /** What the second call ran: the later half of the engine's runs. */
  private static List<Ran> last(JsonNode events) {
    List<JsonNode> runs = new ArrayList<>();
    for (JsonNode event : events) {
      if (event.path("name").asString("").equals(RUN)) {
        runs.add(event);
      }
    }
    if (runs.isEmpty()) {
      return List.of();
    }
    runs.sort(Comparator.comparingLong(RunTracer::at));
    long from = at(runs.get(runs.size() / 2));
    List<Ran> ran = new ArrayList<>();
    for (JsonNode event : events) {
      String name = event.path("name").asString("");
      if (event.path("cat").asString("").equals("Node")
          && name.endsWith(KERNEL)
          && at(event) >= from) {
        ran.add(ran(event, name, from));
      }
    }
    ran.sort(Comparator.comparingLong(Ran::from));
    return ran;
  }

  private static Ran ran(JsonNode event, String name, long from) {
    String type = event.path("args").path("op_name").asString("?");
    String node = name.substring(0, name.length() - KERNEL.length());
    return new Ran(
        node.isEmpty() ? type : node,
        type,
        (at(event) - from) * MICROSECOND,
        event.path("dur").asLong() * MICROSECOND);
  }

  private static long at(JsonNode event) {
    return event.path("ts").asLong();
  }

  private static void delete(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(directory);
  }

  /** The engine, opening one model so that it is traced. */
  private final class Tracing implements ModelRuntime {
    private final Path scratch;

    Tracing(Path scratch) {
      this.scratch = scratch;
    }

    @Override
    public String description() {
      return runtime.description();
    }

    @Override
    public LoadedModel open(Artifact artifact, RuntimeOptions options) {
      Path optimised = scratch.resolve("optimised.onnx");
      try {
        runtime.optimise(artifact, options, optimised);
        var file =
            new Artifact(artifact.source(), artifact.sha256(), optimised, Files.size(optimised));
        return runtime.openTraced(file, options, scratch.resolve("trace"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
