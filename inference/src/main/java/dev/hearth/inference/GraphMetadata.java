package dev.hearth.inference;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a model takes and gives, in its own order.
 *
 * @param inputs what it takes
 * @param outputs what it gives
 * @param otherInputs sets of inputs that it takes as well, each instead of {@code inputs}
 * @param otherOutputs what it gives only if asked for by name
 */
public record GraphMetadata(
    List<TensorMetadata> inputs,
    List<TensorMetadata> outputs,
    List<List<TensorMetadata>> otherInputs,
    List<TensorMetadata> otherOutputs) {
  public GraphMetadata {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    otherInputs = otherInputs.stream().map(List::copyOf).toList();
    otherOutputs = List.copyOf(otherOutputs);
  }

  /** What takes one set of inputs and gives every output. */
  public GraphMetadata(List<TensorMetadata> inputs, List<TensorMetadata> outputs) {
    this(inputs, outputs, List.of(), List.of());
  }

  /** The input of that name, of whichever set. */
  public Optional<TensorMetadata> input(String name) {
    return allInputs().filter(input -> input.name().equals(name)).findFirst();
  }

  public Optional<TensorMetadata> output(String name) {
    return allOutputs().filter(output -> output.name().equals(name)).findFirst();
  }

  /** Every set of inputs that it takes, {@link #inputs} first. */
  Stream<List<TensorMetadata>> inputSets() {
    return Stream.concat(Stream.of(inputs), otherInputs.stream());
  }

  /** The inputs of all sets; what several sets share is there several times. */
  Stream<TensorMetadata> allInputs() {
    return inputSets().flatMap(List::stream);
  }

  Stream<TensorMetadata> allOutputs() {
    return Stream.concat(outputs.stream(), otherOutputs.stream());
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

  /**
   * The batch axis as a manifest names it, see {@link BatchAxes#of}.
   *
   * @throws ModelException with {@link ModelException.Code#INVALID_BATCH_AXIS} if it does not fit
   */
  public BatchAxes batchAxes(BatchAxis axis) {
    return BatchAxes.of(this, axis);
  }
}
