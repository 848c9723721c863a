package dev.hearth.inference.onnx;

import dev.hearth.inference.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Where the rows of a batch lie in a tensor within a model: along an axis, so many places each.
 *
 * @param axis along which they lie in order
 * @param perRow places of one row, more than 1 where the graph has merged axes
 */
public record RowAxis(int axis, long perRow) {
  /** Told from the shapes of the tensor for 2 and for 3 rows; nothing if they do not tell. */
  static Optional<RowAxis> of(Tensor two, Tensor three) {
    Optional<RowAxis> found = Optional.empty();
    for (int axis = 0; axis < two.rank() && two.rank() == three.rank(); axis++) {
      long more = three.dimension(axis) - two.dimension(axis);
      if (more != 0) {
        if (found.isPresent() || two.dimension(axis) != 2 * more) {
          return Optional.empty();
        }
        found = Optional.of(new RowAxis(axis, more));
      }
    }
    return found;
  }

  Tensor slice(Tensor tensor, long from, long count) {
    return tensor.slice(axis, from * perRow, count * perRow);
  }

  Tensor join(List<Tensor> parts) {
    return Tensor.concatenate(axis, parts);
  }

  /** Rows in a tensor. */
  long rows(Tensor tensor) {
    return tensor.dimension(axis) / perRow;
  }
}
