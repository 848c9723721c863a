package dev.hearth.inference.operators;

import java.util.ArrayList;
import java.util.List;

/** The shapes of what an operator takes and gives in one run. */
public record Shapes(List<TypedShape> inputs, List<TypedShape> outputs) {
  /** A tensor's element type, as the engine calls it, and its lengths. */
  public record TypedShape(String type, List<Long> lengths) {
    long elements() {
      return lengths.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
    }

    @Override
    public String toString() {
      return type + lengths.toString().replace(" ", "");
    }
  }

  /** Element types only: operators of different ones are never compared. */
  String types() {
    return String.join(",", inputs.stream().map(TypedShape::type).toList());
  }

  String text() {
    return String.join(";", inputs.stream().map(TypedShape::toString).toList());
  }

  /**
   * These inputs with each length that grows in proportion to the rows written as so many for a
   * row, such as {@code 12n}; the plain text where one grows otherwise.
   *
   * @param other the shapes of the same operator in a run of other rows
   */
  String pattern(int rows, Shapes other, int otherRows) {
    if (inputs.size() != other.inputs.size()) {
      return text();
    }
    List<String> patterns = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      List<Long> mine = inputs.get(i).lengths();
      List<Long> others = other.inputs.get(i).lengths();
      if (mine.size() != others.size()) {
        return text();
      }
      List<String> lengths = new ArrayList<>();
      for (int axis = 0; axis < mine.size(); axis++) {
        long length = mine.get(axis);
        if (length == others.get(axis)) {
          lengths.add(Long.toString(length));
        } else if (length % rows == 0 && length / rows * otherRows == others.get(axis)) {
          lengths.add(length / rows + "n");
        } else {
          return text();
        }
      }
      patterns.add(inputs.get(i).type() + "[" + String.join(",", lengths) + "]");
    }
    return String.join(";", patterns);
  }

  /**
   * How much there is to do: multiplications for what multiplies matrices or slides a kernel, else
   * elements read and written.
   */
  long work(String type) {
    long made = outputs.stream().mapToLong(TypedShape::elements).sum();
    if (type.contains("Conv") && inputs.size() > 1) {
      List<Long> kernel = inputs.get(1).lengths();
      return made * Math.max(1, inputs.get(1).elements() / Math.max(1, kernel.getFirst()));
    }
    if ((type.contains("MatMul") || type.contains("Gemm")) && !inputs.isEmpty()) {
      List<Long> left = inputs.getFirst().lengths();
      return made * Math.max(1, left.isEmpty() ? 1 : left.getLast());
    }
    return Math.max(1, made + inputs.stream().mapToLong(TypedShape::elements).sum());
  }
}
