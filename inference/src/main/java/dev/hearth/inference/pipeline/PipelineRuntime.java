package dev.hearth.inference.pipeline;

import dev.hearth.inference.Artifact;
import dev.hearth.inference.KeepingModel;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.ModelRuntime;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.generation.ByteCodec;
import dev.hearth.inference.generation.Decoder;
import dev.hearth.inference.generation.DecoderLayout;
import dev.hearth.inference.generation.TextGenerator;
import dev.hearth.inference.generation.TokenCodec;
import dev.hearth.inference.image.ImageModel;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Opens models with what is declared around them. Thread-safe. */
public final class PipelineRuntime {
  private final ModelRuntime runtime;
  private final Tokenizers tokenizers = new Tokenizers();

  public PipelineRuntime(ModelRuntime runtime) {
    this.runtime = runtime;
  }

  /**
   * Reads a model into memory; blocks while it does.
   *
   * @param pipeline what is around the graph; the graph alone without one
   * @param files the pipeline's {@link PipelineConfig#files files}, fetched, under the same keys
   * @throws ModelException naming the source of what cannot be read or does not fit
   */
  public LoadedModel open(
      Artifact model,
      Optional<PipelineConfig> pipeline,
      Map<String, Artifact> files,
      RuntimeOptions options) {
    if (pipeline.isEmpty()) {
      return runtime.open(model, options);
    }
    return switch (pipeline.get()) {
      case EmbeddingConfig embedding -> embedding(model, embedding, files, options);
      case GenerationConfig generation ->
          around(runtime.open(model, options), graph -> generator(model, graph, generation, files));
      case ImageConfig image ->
          around(
              runtime.open(model, options),
              graph -> ImageModel.around(graph, model.source(), image.options()));
    };
  }

  private LoadedModel embedding(
      Artifact model, EmbeddingConfig config, Map<String, Artifact> files, RuntimeOptions options) {
    if (config.tokenizer().isEmpty()) {
      return pooled(model, config, options);
    }
    Artifact file = file(files, EmbeddingConfig.TOKENIZER);
    CompletableFuture<Tokenizers.Lease> tokenizer =
        beside(() -> tokenizers.lease(file, config.maxTokens()));
    try {
      LoadedModel pooled = pooled(model, config, options);
      return around(pooled, tokens -> new TextModel(tokens, joined(tokenizer)));
    } catch (RuntimeException | Error e) {
      var _ = tokenizer.thenAccept(Tokenizers.Lease::close);
      throw e;
    }
  }

  private TextGenerator generator(
      Artifact model, LoadedModel graph, GenerationConfig config, Map<String, Artifact> files) {
    DecoderLayout layout = DecoderLayout.of(model.source(), graph.metadata());
    if (!(graph instanceof KeepingModel keeping)) {
      throw new ModelException(
          ModelException.Code.UNSUPPORTED_MODEL,
          "the model '%s' cannot generate: its engine keeps no outputs".formatted(model.source()));
    }
    TokenCodec codec = codec(config, files);
    try {
      var generator =
          new TextGenerator(
              new Decoder(keeping, layout), codec, config.maxSequences(), config.maxTokens());
      generator.tryOut(model.source());
      return generator;
    } catch (RuntimeException | Error e) {
      codec.close();
      throw e;
    }
  }

  /** One token more than a prompt may have, so that a longer one is seen to be. */
  private TokenCodec codec(GenerationConfig config, Map<String, Artifact> files) {
    if (config.tokenizer().isEmpty()) {
      return new ByteCodec();
    }
    Artifact file = file(files, GenerationConfig.TOKENIZER);
    Set<Long> ends = EndTokens.of(file, config.end());
    return new TokenizerCodec(tokenizers.lease(file, config.maxTokens() + 1), ends);
  }

  private LoadedModel pooled(Artifact model, EmbeddingConfig config, RuntimeOptions options) {
    return around(
        runtime.open(model, options),
        graph -> EmbeddingModel.around(graph, model.source(), config));
  }

  /** Puts a model around another, which is closed if that fails. */
  private static LoadedModel around(LoadedModel within, UnaryOperator<LoadedModel> around) {
    try {
      return around.apply(within);
    } catch (RuntimeException | Error e) {
      within.close();
      throw e;
    }
  }

  private static Artifact file(Map<String, Artifact> files, String key) {
    Artifact file = files.get(key);
    if (file == null) {
      throw new IllegalArgumentException("the file of '" + key + "' was not fetched");
    }
    return file;
  }

  /** On a thread of its own, while this one reads the graph. */
  private static <T> CompletableFuture<T> beside(Supplier<T> work) {
    return CompletableFuture.supplyAsync(
        work, task -> Thread.ofPlatform().name("load-beside").daemon(true).start(task));
  }

  private static <T> T joined(CompletableFuture<T> work) {
    try {
      return work.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ModelException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
