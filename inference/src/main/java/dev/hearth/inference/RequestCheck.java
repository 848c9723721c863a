package dev.hearth.inference;

import dev.hearth.inference.InvalidRequest.Code;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds requests against a graph's metadata. */
final class RequestCheck {
  private final GraphMetadata graph;

  RequestCheck(GraphMetadata graph) {
    this.graph = graph;
  }

  void check(InferenceRequest request) {
    List<TensorMetadata> inputs = inputs(request);
    Set<String> seen = new HashSet<>();
    Map<String, Binding> symbols = new HashMap<>();
    for (Tensor tensor : request.inputs()) {
      if (!seen.add(tensor.name())) {
        throw new InvalidRequest(
            Code.DUPLICATE_INPUT, "input '" + tensor.name() + "' is given more than once");
      }
      checkInput(tensor, inputs, symbols);
    }
    requireEveryInput(inputs, seen);
    requireKnownOutputs(request.outputs());
  }

  /** The set of inputs that is meant: the one given, or the first that has the first one given. */
  private List<TensorMetadata> inputs(InferenceRequest request) {
    if (graph.otherInputs().isEmpty() || request.inputs().isEmpty()) {
      return graph.inputs();
    }
    List<String> given = request.inputs().stream().map(Tensor::name).toList();
    List<TensorMetadata> meant = null;
    for (List<TensorMetadata> inputs : graph.inputSets().toList()) {
      List<String> names = names(inputs);
      if (names.size() == given.size() && names.containsAll(given)) {
        return inputs;
      }
      if (meant == null && names.contains(given.getFirst())) {
        meant = inputs;
      }
    }
    return meant == null ? graph.inputs() : meant;
  }

  private static void checkInput(
      Tensor tensor, List<TensorMetadata> inputs, Map<String, Binding> symbols) {
    TensorMetadata expected =
        inputs.stream()
            .filter(input -> input.name().equals(tensor.name()))
            .findFirst()
            .orElseThrow(
                () ->
                    new InvalidRequest(
                        Code.UNKNOWN_INPUT,
                        "the model has no input '"
                            + tensor.name()
                            + "'; its inputs are "
                            + names(inputs)));
    if (tensor.datatype() != expected.datatype()) {
      throw new InvalidRequest(
          Code.WRONG_DATATYPE,
          "input '"
              + tensor.name()
              + "' is "
              + tensor.datatype()
              + " but the model takes "
              + expected.datatype());
    }
    if (tensor.rank() != expected.rank()) {
      throw new InvalidRequest(
          Code.WRONG_RANK,
          "input '"
              + tensor.name()
              + "' has "
              + tensor.rank()
              + " dimensions, "
              + Arrays.toString(tensor.shape())
              + ", but the model takes "
              + expected.rank()
              + ", "
              + expected.shape());
    }
    checkDimensions(tensor, expected, symbols);
  }

  private static void checkDimensions(
      Tensor tensor, TensorMetadata expected, Map<String, Binding> symbols) {
    for (int axis = 0; axis < expected.rank(); axis++) {
      long actual = tensor.dimension(axis);
      long fixed = expected.shape().get(axis);
      if (fixed != TensorMetadata.DYNAMIC && fixed != actual) {
        throw new InvalidRequest(
            Code.WRONG_DIMENSION,
            "input '"
                + tensor.name()
                + "' has shape "
                + Arrays.toString(tensor.shape())
                + " but the model takes "
                + expected.shape()
                + ": dimension "
                + axis
                + " must be "
                + fixed);
      }
      if (actual == 0) {
        throw new InvalidRequest(
            Code.NO_ROWS,
            "input '"
                + tensor.name()
                + "' has shape "
                + Arrays.toString(tensor.shape())
                + ": dimension "
                + axis
                + " must be at least 1");
      }
      requireConsistent(tensor, axis, expected.dimensionNames().get(axis), symbols);
    }
  }

  private static void requireConsistent(
      Tensor tensor, int axis, String symbol, Map<String, Binding> symbols) {
    if (symbol.isEmpty()) {
      return;
    }
    long actual = tensor.dimension(axis);
    Binding bound = symbols.putIfAbsent(symbol, new Binding(tensor.name(), actual));
    if (bound != null && bound.length != actual) {
      throw new InvalidRequest(
          Code.INCONSISTENT_DIMENSION,
          "'"
              + symbol
              + "' is "
              + bound.length
              + " in input '"
              + bound.tensor
              + "' but "
              + actual
              + " in input '"
              + tensor.name()
              + "'; they must be the same");
    }
  }

  private static void requireEveryInput(List<TensorMetadata> inputs, Set<String> given) {
    for (TensorMetadata input : inputs) {
      if (!given.contains(input.name())) {
        throw new InvalidRequest(
            Code.MISSING_INPUT,
            "input '" + input.name() + "' is missing; the model takes " + names(inputs));
      }
    }
  }

  private void requireKnownOutputs(Set<String> wanted) {
    for (String name : wanted) {
      if (graph.output(name).isEmpty()) {
        throw new InvalidRequest(
            Code.UNKNOWN_OUTPUT,
            "the model has no output '"
                + name
                + "'; its outputs are "
                + names(graph.allOutputs().toList()));
      }
    }
  }

  private static List<String> names(List<TensorMetadata> tensors) {
    return tensors.stream().map(TensorMetadata::name).toList();
  }

  private record Binding(String tensor, long length) {}
}
