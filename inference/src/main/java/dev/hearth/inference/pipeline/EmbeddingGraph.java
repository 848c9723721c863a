package dev.hearth.inference.pipeline;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.TensorMetadata;
import dev.hearth.inference.pipeline.EmbeddingConfig.Pooling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an encoder's graph takes and gives.
 *
 * @param inputs its inputs: {@code input_ids}, maybe {@code attention_mask} and {@code
 *     token_type_ids}, INT64 of rank 2
 * @param output the output with the vectors, FP32: {@code [rows, tokens, width]}, or {@code [rows,
 *     width]} if the graph pools
 */
record EmbeddingGraph(List<TensorMetadata> inputs, TensorMetadata output) {
  static final String IDS = "input_ids";
  static final String MASK = "attention_mask";
  static final String TYPES = "token_type_ids";
  private static final List<String> KNOWN = List.of(IDS, MASK, TYPES);

  /**
   * Finds in a graph what embeddings need.
   *
   * @throws ModelException if it is not there
   */
  static EmbeddingGraph of(ModelSource source, GraphMetadata graph, Pooling pooling) {
    for (TensorMetadata input : graph.inputs()) {
      if (!KNOWN.contains(input.name())
          || input.datatype() != Datatype.INT64
          || input.rank() != 2) {
        throw unsupported(
            source,
            "its input '"
                + input.name()
                + "' is "
                + input.datatype()
                + input.shape()
                + "; known are "
                + KNOWN
                + " of INT64 with 2 dimensions");
      }
    }
    if (graph.input(IDS).isEmpty()) {
      throw unsupported(source, "it has no input '" + IDS + "'");
    }
    return new EmbeddingGraph(graph.inputs(), output(source, graph, pooling));
  }

  private static TensorMetadata output(ModelSource source, GraphMetadata graph, Pooling pooling) {
    int rank = pooling == Pooling.NONE ? 2 : 3;
    for (TensorMetadata output : graph.outputs()) {
      if (output.datatype() == Datatype.FP32 && output.rank() == rank) {
        return output;
      }
    }
    throw unsupported(
        source,
        "with pooling "
            + pooling.text()
            + " it needs an output of FP32 with "
            + rank
            + " dimensions but has "
            + graph.outputs());
  }

  private static ModelException unsupported(ModelSource source, String why) {
    return new ModelException(
        ModelException.Code.UNSUPPORTED_MODEL,
        "the model '" + source + "' cannot give embeddings: " + why);
  }

  Optional<TensorMetadata> input(String name) {
    return inputs.stream().filter(input -> input.name().equals(name)).findFirst();
  }

  /** The inputs without the token types, which are zeros if they are left out. */
  List<TensorMetadata> withoutTypes() {
    return inputs.stream().filter(input -> !input.name().equals(TYPES)).toList();
  }

  /** Numbers in a vector, or {@link TensorMetadata#DYNAMIC}. */
  long width() {
    return output.shape().getLast();
  }

  /** One vector a row, its first dimension named as the graph names that of its rows. */
  TensorMetadata embedding(String name) {
    TensorMetadata ids = input(IDS).orElseThrow();
    return new TensorMetadata(
        name,
        Datatype.FP32,
        List.of(ids.shape().getFirst(), width()),
        List.of(ids.dimensionNames().getFirst(), ""));
  }

  private TensorMetadata count(String name) {
    TensorMetadata ids = input(IDS).orElseThrow();
    return new TensorMetadata(
        name,
        Datatype.INT64,
        List.of(ids.shape().getFirst()),
        List.of(ids.dimensionNames().getFirst()));
  }

  /** What is taken and given around the graph if tokens go in. */
  GraphMetadata ofTokens(String embedding, String count) {
    List<List<TensorMetadata>> others = new ArrayList<>();
    if (input(TYPES).isPresent()) {
      others.add(withoutTypes());
    }
    return new GraphMetadata(inputs, List.of(embedding(embedding)), others, List.of(count(count)));
  }
}
