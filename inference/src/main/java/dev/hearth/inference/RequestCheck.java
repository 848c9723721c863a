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
    Set<String> seen = new HashSet<>();
    Map<String, Binding> symbols = new HashMap<>();
    for (Tensor tensor : request.inputs()) {
      if (!seen.add(tensor.name())) {
        throw new InvalidRequest(
            Code.DUPLICATE_INPUT, "input '" + tensor.name() + "' is given more than once");
      }
      checkInput(tensor, symbols);
    }
    requireEveryInput(seen);
    requireKnownOutputs(request.outputs());
  }

  private void checkInput(Tensor tensor, Map<String, Binding> symbols) {
    TensorMetadata expected =
        graph
            .input(tensor.name())
            .orElseThrow(
                () ->
                    new InvalidRequest(
                        Code.UNKNOWN_INPUT,
                        "the model has no input '"
                            + tensor.name()
                            + "'; its inputs are "
                            + names(graph.inputs())));
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

  private void requireEveryInput(Set<String> given) {
    for (TensorMetadata input : graph.inputs()) {
      if (!given.contains(input.name())) {
        throw new InvalidRequest(
            Code.MISSING_INPUT,
            "input '" + input.name() + "' is missing; the model takes " + names(graph.inputs()));
      }
    }
  }

  private void requireKnownOutputs(Set<String> wanted) {
    for (String name : wanted) {
      if (graph.output(name).isEmpty()) {
        throw new InvalidRequest(
            Code.UNKNOWN_OUTPUT,
            "the model has no output '" + name + "'; its outputs are " + names(graph.outputs()));
      }
    }
  }

  private static List<String> names(List<TensorMetadata> tensors) {
    return tensors.stream().map(TensorMetadata::name).toList();
  }

  private record Binding(String tensor, long length) {}
}
