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
    return of(graph, new BatchAxis.Symbol(symbol));
  }

  /**
   * The axis a manifest names.
   *
   * @throws ModelException if an output lacks it, no input has it, or the graph fixes its length
   */
  public static BatchAxes of(GraphMetadata graph, BatchAxis axis) {
    if (axis instanceof BatchAxis.Named named) {
      requireKnown(graph, named.axes().keySet());
    }
    Map<String, Integer> inputs = axes(graph.allInputs().toList(), axis);
    Map<String, Integer> outputs = axes(graph.allOutputs().toList(), axis);
    if (inputs.isEmpty()) {
      throw invalid("no input has a dimension " + axis.text() + ": " + graph.inputs());
    }
    requireEveryOutput(graph, outputs, axis);
    return new BatchAxes(inputs, outputs);
  }

  /** The batch axis of an input, or nothing if it is shared. */
  public OptionalInt input(String name) {
    Integer axis = inputs.get(name);
    return axis == null ? OptionalInt.empty() : OptionalInt.of(axis);
  }

  /**
   * Rows of a checked request: its weight against a batch's limit.
   *
   * @throws InvalidRequest if its batched inputs have different numbers of them
   */
  public int rows(InferenceRequest request) {
    Tensor first = null;
    long rows = 0;
    for (Tensor tensor : request.inputs()) {
      Integer axis = inputs.get(tensor.name());
      if (axis != null) {
        long length = tensor.dimension(axis);
        if (first != null && length != rows) {
          throw unequal(first, rows, tensor, length);
        }
        first = tensor;
        rows = length;
      }
    }
    if (first == null) {
      throw new IllegalArgumentException("the request lacks every batched input of " + inputs);
    }
    return Math.toIntExact(rows);
  }

  private static InvalidRequest unequal(Tensor first, long rows, Tensor second, long others) {
    return new InvalidRequest(
        InvalidRequest.Code.INCONSISTENT_DIMENSION,
        "input '%s' has %d rows but input '%s' has %d; they must be the same"
            .formatted(first.name(), rows, second.name(), others));
  }

  /** What a checked request must share with another to run in one batch with it. */
  public BatchSignature signature(InferenceRequest request) {
    return BatchSignature.of(this, request);
  }

  private static Map<String, Integer> axes(List<TensorMetadata> tensors, BatchAxis axis) {
    Map<String, Integer> axes = new TreeMap<>();
    for (TensorMetadata tensor : tensors) {
      OptionalInt found = axis.of(tensor);
      if (found.isPresent()) {
        requireOpen(tensor, found.getAsInt());
        axes.put(tensor.name(), found.getAsInt());
      }
    }
    return axes;
  }

  /** The dimension of a tensor that has a symbol, or nothing. */
  static OptionalInt axis(TensorMetadata tensor, String symbol) {
    int first = tensor.dimensionNames().indexOf(symbol);
    if (first != tensor.dimensionNames().lastIndexOf(symbol)) {
      throw invalid("'" + tensor.name() + "' has several dimensions named '" + symbol + "'");
    }
    return first < 0 ? OptionalInt.empty() : OptionalInt.of(first);
  }

  private static void requireOpen(TensorMetadata tensor, int axis) {
    if (axis >= tensor.rank()) {
      throw invalid(
          "'%s' has only %d dimensions, counted from 0, and none that is %d"
              .formatted(tensor.name(), tensor.rank(), axis));
    }
    long length = tensor.shape().get(axis);
    if (length != TensorMetadata.DYNAMIC) {
      throw invalid("dimension %d of '%s' is always %d".formatted(axis, tensor.name(), length));
    }
  }

  private static void requireKnown(GraphMetadata graph, Set<String> names) {
    List<String> known =
        Stream.concat(graph.allInputs(), graph.allOutputs())
            .map(TensorMetadata::name)
            .distinct()
            .toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw invalid("there is no '%s' among its inputs and outputs %s".formatted(name, known));
      }
    }
  }

  private static void requireEveryOutput(
      GraphMetadata graph, Map<String, Integer> outputs, BatchAxis axis) {
    for (TensorMetadata output : graph.allOutputs().toList()) {
      if (!outputs.containsKey(output.name())) {
        throw invalid(
            "output '"
                + output.name()
                + "' has no dimension "
                + axis.text()
                + " but "
                + output.dimensionNames());
      }
    }
  }

  private static ModelException invalid(String why) {
    return new ModelException(
        ModelException.Code.INVALID_BATCH_AXIS, "the batch axis does not fit the graph: " + why);
  }
}
