package dev.hearth.cli.bench;

import java.util.List;

/** An output of an answer: numbers, or texts where it has none. */
final class Output {
  private final String name;
  private final String datatype;
  private final List<Long> shape;
  private final double[] numbers;
  private final List<String> texts;

  Output(String name, String datatype, List<Long> shape, double[] numbers, List<String> texts) {
    this.name = name;
    this.datatype = datatype;
    this.shape = List.copyOf(shape);
    this.numbers = numbers;
    this.texts = List.copyOf(texts);
  }

  String name() {
    return name;
  }

  /** Whether no number is further from the other's than a share of the largest. */
  boolean like(Output other, double tolerance) {
    return name.equals(other.name)
        && datatype.equals(other.datatype)
        && shape.equals(other.shape)
        && texts.equals(other.texts)
        && numbers.length == other.numbers.length
        && near(other, tolerance);
  }

  private boolean near(Output other, double tolerance) {
    double largest = 0;
    for (double number : numbers) {
      largest = Math.max(largest, Math.abs(number));
    }
    for (int i = 0; i < numbers.length; i++) {
      boolean same = Double.compare(numbers[i], other.numbers[i]) == 0;
      if (!same && !(Math.abs(numbers[i] - other.numbers[i]) <= tolerance * largest)) {
        return false;
      }
    }
    return true;
  }
}
