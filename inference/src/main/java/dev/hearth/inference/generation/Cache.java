package dev.hearth.inference.generation;

import dev.hearth.inference.KeptOutputs;
import dev.hearth.inference.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of the tokens of some rows: either a step's outputs, in the engine's memory, or
 * tensors that {@link CacheRows} put together. Each row stands at the right end of the columns.
 */
final class Cache implements AutoCloseable {
  private final @Nullable KeptOutputs kept;
  private final List<Tensor> gathered;
  private final int[] lengths;
  private final int columns;

  private Cache(@Nullable KeptOutputs kept, List<Tensor> gathered, int[] lengths, int columns) {
    this.kept = kept;
    this.gathered = gathered;
    this.lengths = lengths;
    this.columns = columns;
  }

  /** A step's outputs, which this closes. */
  static Cache of(KeptOutputs kept, int[] lengths, int columns) {
    return new Cache(kept, List.of(), lengths, columns);
  }

  /** Past tensors that no step gave. */
  static Cache of(List<Tensor> gathered, int[] lengths, int columns) {
    return new Cache(null, gathered, lengths, columns);
  }

  @Nullable KeptOutputs kept() {
    return kept;
  }

  /** The past tensors, if they are not {@link #kept}. */
  List<Tensor> gathered() {
    return gathered;
  }

  int rows() {
    return lengths.length;
  }

  /** Tokens of a row. */
  int length(int row) {
    return lengths[row];
  }

  /** Tokens of the longest row, or more. */
  int columns() {
    return columns;
  }

  /** The tensor of one layer's keys or values. */
  Tensor tensor(int index, DecoderLayout.CacheName name) {
    return kept == null ? gathered.get(index) : kept.copy(name.present());
  }

  @Override
  public void close() {
    if (kept != null) {
      kept.close();
    }
  }
}
