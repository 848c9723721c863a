package dev.hearth.inference;

import java.util.List;

/**
 * An input or output of a graph.
 *
 * @param shape its dimensions, {@link #DYNAMIC} where the graph leaves one open
 * @param dimensionNames the graph's symbol for each dimension, empty where it has none
 */
public record TensorMetadata(
    String name, Datatype datatype, List<Long> shape, List<String> dimensionNames) {
  public static final long DYNAMIC = -1;

  public TensorMetadata {
    shape = List.copyOf(shape);
    dimensionNames = List.copyOf(dimensionNames);
    if (shape.size() != dimensionNames.size()) {
      throw new IllegalArgumentException(
          "tensor '"
              + name
              + "' has "
              + shape.size()
              + " dimensions but "
              + dimensionNames.size()
              + " dimension names");
    }
  }

  public int rank() {
    return shape.size();
  }
}
