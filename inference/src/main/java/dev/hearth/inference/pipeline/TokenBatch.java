package dev.hearth.inference.pipeline;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.TensorMetadata;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of tokens that run together, padded to the longest.
 *
 * @param ids the tokens of each row
 * @param longest the tokens of the longest row, at least 1
 */
record TokenBatch(List<long[]> ids, int longest) {
  /** Bounds the memory of one run, together with the padding. */
  static final int MAX_TOKENS = 4_096;

  /** Rows in their order, in batches of at most {@link #MAX_TOKENS} padded tokens or one row. */
  static List<TokenBatch> of(List<long[]> rows) {
    List<TokenBatch> batches = new ArrayList<>();
    int from = 0;
    int longest = 1;
    for (int row = 0; row < rows.size(); row++) {
      int longer = Math.max(longest, rows.get(row).length);
      if (row > from && (long) longer * (row + 1 - from) > MAX_TOKENS) {
        batches.add(new TokenBatch(rows.subList(from, row), longest));
        from = row;
        longer = Math.max(1, rows.get(row).length);
      }
      longest = longer;
    }
    batches.add(new TokenBatch(rows.subList(from, rows.size()), longest));
    return batches;
  }

  /** The token tensors that a model takes; types are left out. */
  List<Tensor> tensors(GraphMetadata model) {
    List<Tensor> tensors = new ArrayList<>(2);
    for (TensorMetadata input : model.inputs()) {
      switch (input.name()) {
        case EmbeddingGraph.IDS -> tensors.add(padded(input.name(), false));
        case EmbeddingGraph.MASK -> tensors.add(padded(input.name(), true));
        default -> {}
      }
    }
    return tensors;
  }

  private Tensor padded(String name, boolean mask) {
    ByteBuffer contents = Tensor.direct((long) ids.size() * longest * Long.BYTES);
    LongBuffer target = contents.asLongBuffer();
    for (int row = 0; row < ids.size(); row++) {
      target.position(row * longest);
      for (long id : ids.get(row)) {
        target.put(mask ? 1 : id);
      }
    }
    return Tensor.of(name, Datatype.INT64, new long[] {ids.size(), longest}, contents);
  }
}
