package dev.hearth.node;

import dev.hearth.inference.Artifact;
import dev.hearth.inference.BatchAxes;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.InvalidRequest;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.ModelRuntime;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.onnx.Block;
import dev.hearth.inference.onnx.BlockProfile;
import dev.hearth.inference.onnx.BlockProfiler;
import dev.hearth.inference.onnx.CutModel;
import dev.hearth.inference.onnx.GraphCutter;
import dev.hearth.kernel.Profile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/** Models cut into blocks, with what was measured of them, by their contents. Thread-safe. */
final class CutModels {
  private static final int REPEATS = 5;
  private static final int MOST_ROWS = 16;
  private static final int CORE = 1_000;

  /**
   * A cut model.
   *
   * @param shared the blocks that a shadow holds
   */
  record Cut(CutModel model, BlockProfile profile, Set<Integer> shared) {
    /** How long runs take on one core, with a shadow that shares some blocks. */
    Profile known(Set<Integer> shares) {
      List<Profile.Point> points = new ArrayList<>();
      var source = shares.isEmpty() ? Profile.Source.MEASURED : Profile.Source.COMPOSED;
      for (int rows : profile.rows()) {
        points.add(new Profile.Point(CORE, 0, rows, profile.runNanos(rows, shares), source));
      }
      return new Profile(points, 0);
    }
  }

  private record Key(String sha256, ShadowConfig config, Map<String, List<Long>> shapes) {}

  private final ModelRuntime engine;
  private final Path directory;
  private final Map<Key, Cut> known = new ConcurrentHashMap<>();

  CutModels(ModelRuntime engine, Path directory) {
    this.engine = engine;
    this.directory = directory;
  }

  /**
   * Cuts and measures a model the first time it is asked for; blocks and computes.
   *
   * @throws ModelException if it cannot be cut, or has no batch axis to share
   */
  Cut of(
      Manifest manifest,
      ShadowConfig config,
      Artifact artifact,
      GraphMetadata graph,
      Optional<BatchAxes> axes) {
    BatchAxes batch =
        axes.orElseThrow(
            () ->
                new ModelException(
                    ModelException.Code.INVALID_BATCH_AXIS,
                    "asyfunc shares the rows of a batch, but the graph names no batch axis; say in"
                        + " batching.axis where it is"));
    var key = new Key(artifact.sha256(), config, manifest.warmUp().shapes());
    return known.computeIfAbsent(key, _ -> cut(manifest, config, artifact, graph, batch));
  }

  private Cut cut(
      Manifest manifest,
      ShadowConfig config,
      Artifact artifact,
      GraphMetadata graph,
      BatchAxes axes) {
    Path files = directory.resolve(artifact.sha256() + "-" + config.blocks());
    List<Block> blocks = new GraphCutter(engine).cut(artifact, config.blocks(), files);
    List<List<Tensor>> rows = samples(manifest, graph, axes);
    CutModel model = CutModel.of(engine, graph, blocks, axes, rows);
    int most = Math.max(2, Math.min(MOST_ROWS, manifest.batching().maxRows()));
    BlockProfile profile =
        new BlockProfiler(engine, axes, REPEATS).measure(model, rows.getFirst(), most, List.of(1));
    return new Cut(model, profile, profile.shadow(profile.rows().getLast(), config.share()));
  }

  private static List<List<Tensor>> samples(
      Manifest manifest, GraphMetadata graph, BatchAxes axes) {
    try {
      return LongStream.rangeClosed(1, 3)
          .mapToObj(seed -> manifest.warmUp().sample(graph, Optional.of(axes), seed))
          .toList();
    } catch (InvalidRequest e) {
      throw new ModelException(
          ModelException.Code.RUN_FAILED, "its blocks cannot be measured: " + e.getMessage(), e);
    }
  }
}
