package dev.hearth.inference.pipeline;

import dev.hearth.inference.Artifact;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelRuntime;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.image.ImageModel;
import java.util.Map;
import java.util.Optional;

/** Opens models with what is declared around them. Thread-safe. */
public final class PipelineRuntime {
  private final ModelRuntime runtime;

  public PipelineRuntime(ModelRuntime runtime) {
    this.runtime = runtime;
  }

  /**
   * Reads a model into memory; blocks while it does.
   *
   * @param pipeline what is around the graph; the graph alone without one
   * @param files the pipeline's {@link PipelineConfig#files files}, fetched, under the same keys
   * @throws dev.hearth.inference.ModelException naming the source of what cannot be read or does
   *     not fit
   */
  public LoadedModel open(
      Artifact model,
      Optional<PipelineConfig> pipeline,
      Map<String, Artifact> files,
      RuntimeOptions options) {
    LoadedModel graph = runtime.open(model, options);
    try {
      return pipeline.isEmpty() ? graph : around(graph, model, pipeline.get());
    } catch (RuntimeException | Error e) {
      graph.close();
      throw e;
    }
  }

  private static LoadedModel around(LoadedModel graph, Artifact model, PipelineConfig pipeline) {
    return switch (pipeline) {
      case EmbeddingConfig embedding -> EmbeddingModel.around(graph, model.source(), embedding);
      case ImageConfig image -> ImageModel.around(graph, model.source(), image.options());
    };
  }
}
