package dev.hearth.inference;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Along which axis each tensor of a graph is batched. An input without one is shared: requests meet
 * in a batch only if its contents are equal. Every output has one, else the answers could not be
 * told apart.
 *
 * @param inputs axis by input name
 * @param outputs axis by output name
 */
public record BatchAxes(Map<String, Integer> inputs, Map<String, Integer> outputs) {
  public BatchAxes {
    inputs = Map.copyOf(inputs);
    outputs = Map.copyOf(outputs);
    if (inputs.isEmpty() || outputs.isEmpty()) {
      throw new IllegalArgumentException("a batch needs an axis in an input and in each output");
    }
  }

  /**
   * The axis the graph names: the first dimension, if it is the same symbol on every input and
   * output. Anything less certain is no batching.
   */
  public static Optional<BatchAxes> ofGraph(GraphMetadata graph) {
    Set<String> symbols = new HashSet<>();
    Stream.concat(graph.allInputs(), graph.allOutputs())
        .map(tensor -> tensor.rank() == 0 ? "" : tensor.dimensionNames().getFirst())
        .forEach(symbols::add);
    if (symbols.size() != 1 || symbols.contains("") || graph.inputs().isEmpty()) {
      return Optional.empty();
    }
    String symbol = symbols.iterator().next();
    boolean repeated =
        Stream.concat(graph.allInputs(), graph.allOutputs())
            .anyMatch(tensor -> tensor.dimensionNames().lastIndexOf(symbol) > 0);
    return repeated ? Optional.empty() : Optional.of(ofSymbol(graph, symbol));
  }

  /**
   * The axis a manifest names by the graph's symbol for it; it may lie elsewhere in each tensor.
   *
   * @throws ModelException if an output lacks the symbol, no input has it, or a tensor has it twice
   */
  public static BatchAxes ofSymbol(GraphMetadata graph, String symbol) {
    Map<String, Integer> inputs = axes(graph.allInputs().toList(), symbol);
    Map<String, Integer> outputs = axes(graph.allOutputs().toList(), symbol);
    if (inputs.isEmpty()) {
      throw invalid("no input has a dimension named '" + symbol + "': " + graph.inputs());
    }
    requireEveryOutput(graph, outputs, symbol);
    return new BatchAxes(inputs, outputs);
  }

  /** The batch axis of an input, or nothing if it is shared. */
  public OptionalInt input(String name) {
    Integer axis = inputs.get(name);
    return axis == null ? OptionalInt.empty() : OptionalInt.of(axis);
  }

  /** Rows of a checked request: its weight against a batch's limit. */
  public int rows(InferenceRequest request) {
    for (Tensor tensor : request.inputs()) {
      OptionalInt axis = input(tensor.name());
      if (axis.isPresent()) {
        return Math.toIntExact(tensor.dimension(axis.getAsInt()));
      }
    }
    throw new IllegalArgumentException("the request lacks every batched input of " + inputs);
  }

  /** What a checked request must share with another to run in one batch with it. */
  public BatchSignature signature(InferenceRequest request) {
    return BatchSignature.of(this, request);
  }

  private static Map<String, Integer> axes(List<TensorMetadata> tensors, String symbol) {
    Map<String, Integer> axes = new TreeMap<>();
    for (TensorMetadata tensor : tensors) {
      int first = tensor.dimensionNames().indexOf(symbol);
      if (first != tensor.dimensionNames().lastIndexOf(symbol)) {
        throw invalid("'" + tensor.name() + "' has several dimensions named '" + symbol + "'");
      }
      if (first >= 0) {
        axes.put(tensor.name(), first);
      }
    }
    return axes;
  }

  private static void requireEveryOutput(
      GraphMetadata graph, Map<String, Integer> outputs, String symbol) {
    for (TensorMetadata output : graph.allOutputs().toList()) {
      if (!outputs.containsKey(output.name())) {
        throw invalid(
            "output '"
                + output.name()
                + "' has no dimension named '"
                + symbol
                + "' but "
                + output.dimensionNames());
      }
    }
  }

  private static ModelException invalid(String why) {
    return new ModelException(
        ModelException.Code.INVALID_BATCH_AXIS, "the batch axis does not fit the graph: " + why);
  }
}
