package dev.hearth.inference.pipeline;

import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.InvalidRequest;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Token tensors in, one vector a row out, as output {@code embedding}: FP32 {@code [rows, width]}.
 * If asked for, {@code tokens} has how many tokens of each row counted: INT64 {@code [rows]}. Token
 * types that are left out are zeros.
 */
final class EmbeddingModel implements LoadedModel {
  static final String EMBEDDING = "embedding";
  static final String TOKENS = "tokens";

  private final LoadedModel graph;
  private final EmbeddingGraph encoder;
  private final EmbeddingConfig config;
  private final GraphMetadata metadata;

  private EmbeddingModel(LoadedModel graph, EmbeddingGraph encoder, EmbeddingConfig config) {
    this.graph = graph;
    this.encoder = encoder;
    this.config = config;
    this.metadata = encoder.ofTokens(EMBEDDING, TOKENS);
  }

  /**
   * Puts pooling around a graph.
   *
   * @throws dev.hearth.inference.ModelException if the graph does not suit
   */
  static EmbeddingModel around(LoadedModel graph, ModelSource source, EmbeddingConfig config) {
    return new EmbeddingModel(
        graph, EmbeddingGraph.of(source, graph.metadata(), config.pooling()), config);
  }

  @Override
  public GraphMetadata metadata() {
    return metadata;
  }

  @Override
  public List<Tensor> run(List<Tensor> inputs, Set<String> requestedOutputs) {
    Tensor ids = find(inputs, EmbeddingGraph.IDS);
    Tensor mask = find(inputs, EmbeddingGraph.MASK);
    if (ids == null) {
      throw new InvalidRequest(
          InvalidRequest.Code.MISSING_INPUT, "input '" + EmbeddingGraph.IDS + "' is missing");
    }
    List<Tensor> feeds = new ArrayList<>(inputs);
    if (encoder.input(EmbeddingGraph.TYPES).isPresent()
        && find(inputs, EmbeddingGraph.TYPES) == null) {
      feeds.add(like(ids, EmbeddingGraph.TYPES, 0));
    }
    Tensor counted = mask == null ? like(ids, EmbeddingGraph.MASK, 1) : mask;
    List<Tensor> outputs = new ArrayList<>(2);
    if (requestedOutputs.isEmpty() || requestedOutputs.contains(EMBEDDING)) {
      Tensor hidden = graph.run(feeds, Set.of(encoder.output().name())).getFirst();
      outputs.add(PooledRows.pool(EMBEDDING, config, hidden, counted));
    }
    if (requestedOutputs.contains(TOKENS)) {
      outputs.add(PooledRows.count(TOKENS, counted));
    }
    return outputs;
  }

  private static @Nullable Tensor find(List<Tensor> tensors, String name) {
    for (Tensor tensor : tensors) {
      if (tensor.name().equals(name)) {
        return tensor;
      }
    }
    return null;
  }

  private static Tensor like(Tensor ids, String name, long value) {
    var values = new long[Math.toIntExact(ids.elements())];
    Arrays.fill(values, value);
    return Tensor.ofLongs(name, ids.shape(), values);
  }

  @Override
  public void close() {
    graph.close();
  }
}
