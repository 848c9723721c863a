package dev.hearth.inference.pipeline;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.pipeline.EmbeddingConfig.Pooling;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * Makes one vector of those of a row's tokens. Single precision, as the reference implementations
 * of sentence embeddings use.
 */
final class PooledRows {
  /** Keeps a row without tokens and a vector of zeros finite. */
  private static final float LEAST_NORM = 1e-12f;

  private PooledRows() {}

  /**
   * Pools.
   *
   * @param hidden FP32: {@code [rows, tokens, width]}, or {@code [rows, width]} for {@link
   *     Pooling#NONE}
   * @param mask INT64 {@code [rows, tokens]}: a token counts if its element is not 0
   * @return FP32 {@code [rows, width]}
   */
  static Tensor pool(String name, EmbeddingConfig config, Tensor hidden, Tensor mask) {
    int rows = Math.toIntExact(hidden.dimension(0));
    int width = Math.toIntExact(hidden.dimension(hidden.rank() - 1));
    int tokens = config.pooling() == Pooling.NONE ? 1 : Math.toIntExact(hidden.dimension(1));
    FloatBuffer vectors = hidden.contents().asFloatBuffer();
    LongBuffer counted = mask.contents().asLongBuffer();
    ByteBuffer pooled = Tensor.direct((long) rows * width * Float.BYTES);
    FloatBuffer target = pooled.asFloatBuffer();
    var row = new float[tokens * width];
    var vector = new float[width];
    for (int i = 0; i < rows; i++) {
      vectors.get(row);
      switch (config.pooling()) {
        case MEAN -> mean(row, counted, i * tokens, tokens, vector);
        case CLS, NONE -> System.arraycopy(row, 0, vector, 0, width);
      }
      if (config.normalize()) {
        normalize(vector);
      }
      target.put(vector);
    }
    return Tensor.of(name, Datatype.FP32, new long[] {rows, width}, pooled);
  }

  /** The tokens of each row of a mask that count: INT64 {@code [rows]}. */
  static Tensor count(String name, Tensor mask) {
    var counts = new long[Math.toIntExact(mask.dimension(0))];
    LongBuffer counted = mask.contents().asLongBuffer();
    int tokens = Math.toIntExact(mask.dimension(1));
    for (int i = 0; i < counts.length * tokens; i++) {
      if (counted.get(i) != 0) {
        counts[i / tokens]++;
      }
    }
    return Tensor.ofLongs(name, new long[] {counts.length}, counts);
  }

  private static void mean(
      float[] row, LongBuffer counted, int firstToken, int tokens, float[] sum) {
    Arrays.fill(sum, 0);
    int count = 0;
    for (int token = 0; token < tokens; token++) {
      if (counted.get(firstToken + token) != 0) {
        add(row, token * sum.length, sum);
        count++;
      }
    }
    scale(sum, 1f / Math.max(count, 1));
  }

  private static void add(float[] row, int from, float[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += row[from + i];
    }
  }

  private static void normalize(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    scale(vector, 1f / Math.max((float) Math.sqrt(squares), LEAST_NORM));
  }

  private static void scale(float[] vector, float factor) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= factor;
    }
  }
}
