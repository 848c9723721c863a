package dev.hearth.inference.generation;

import dev.hearth.inference.KeptOutputs;
import dev.hearth.inference.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of the tokens of some rows: either a step's outputs, in the engine's memory, or
 * tensors that {@link CacheRows} put together. Each row stands at the right end of the columns.
 *
 * @param kept a step's outputs, which this owns
 * @param gathered the past tensors, if no step gave them
 * @param lengths tokens of each row
 * @param columns tokens of the longest row, or more
 */
@SuppressWarnings("ArrayRecordComponent") // nobody writes to it
record Cache(@Nullable KeptOutputs kept, List<Tensor> gathered, int[] lengths, int columns)
    implements AutoCloseable {
  static Cache of(KeptOutputs kept, int[] lengths, int columns) {
    return new Cache(kept, List.of(), lengths, columns);
  }

  static Cache of(List<Tensor> gathered, int[] lengths, int columns) {
    return new Cache(null, gathered, lengths, columns);
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
