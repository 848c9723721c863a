package dev.hearth.inference;

import java.util.Map;
import java.util.OptionalInt;

/** How a manifest says along which axis each tensor of a graph is batched. */
public sealed interface BatchAxis {
  /** The axis that the graph itself calls so, wherever it lies in each tensor. */
  record Symbol(String name) implements BatchAxis {}

  /** The same axis of every tensor that has so many; for graphs that name none. */
  record Everywhere(int axis) implements BatchAxis {
    public Everywhere {
      requireAxis(axis);
    }
  }

  /** The axis of each tensor by its name; inputs that are not named are shared. */
  record Named(Map<String, Integer> axes) implements BatchAxis {
    public Named {
      axes = Map.copyOf(axes);
      axes.values().forEach(BatchAxis::requireAxis);
    }
  }

  private static void requireAxis(int axis) {
    if (axis < 0) {
      throw new IllegalArgumentException("a batch axis counts from 0 and is not " + axis);
    }
  }

  /**
   * The axis of a tensor, or nothing if it has none.
   *
   * @throws ModelException if the tensor has the axis several times
   */
  default OptionalInt of(TensorMetadata tensor) {
    return switch (this) {
      case Symbol symbol -> BatchAxes.axis(tensor, symbol.name());
      case Everywhere everywhere ->
          everywhere.axis() < tensor.rank()
              ? OptionalInt.of(everywhere.axis())
              : OptionalInt.empty();
      case Named named -> {
        Integer axis = named.axes().get(tensor.name());
        yield axis == null ? OptionalInt.empty() : OptionalInt.of(axis);
      }
    };
  }

  /** As it is told to people. */
  default String text() {
    return switch (this) {
      case Symbol symbol -> "named '" + symbol.name() + "'";
      case Everywhere everywhere -> Integer.toString(everywhere.axis());
      case Named named -> "in " + named.axes();
    };
  }
}
