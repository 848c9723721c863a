package dev.hearth.inference;

import java.util.List;
import java.util.Optional;

/** What a graph takes and gives, in the graph's order. */
public record GraphMetadata(List<TensorMetadata> inputs, List<TensorMetadata> outputs) {
  public GraphMetadata {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  public Optional<TensorMetadata> input(String name) {
    return inputs.stream().filter(input -> input.name().equals(name)).findFirst();
  }

  public Optional<TensorMetadata> output(String name) {
    return outputs.stream().filter(output -> output.name().equals(name)).findFirst();
  }

  /**
   * Checks a request against the graph, before it is queued.
   *
   * @throws InvalidRequest saying which tensor is wrong and what was expected
   */
  public void check(InferenceRequest request) {
    new RequestCheck(this).check(request);
  }

  /** The batch axis as the graph itself names it, see {@link BatchAxes#ofGraph}. */
  public Optional<BatchAxes> batchAxes() {
    return BatchAxes.ofGraph(this);
  }

  /**
   * The batch axis as a manifest names it, see {@link BatchAxes#ofSymbol}.
   *
   * @throws ModelException with {@link ModelException.Code#INVALID_BATCH_AXIS} if it does not fit
   */
  public BatchAxes batchAxes(String symbol) {
    return BatchAxes.ofSymbol(this, symbol);
  }
}
