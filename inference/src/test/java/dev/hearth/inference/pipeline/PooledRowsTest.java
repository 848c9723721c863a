package dev.hearth.inference.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.Tensor;
import dev.hearth.inference.pipeline.EmbeddingConfig.Pooling;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PooledRowsTest {
  private static final Tensor HIDDEN =
      Tensor.ofFloats("hidden", new long[] {2, 3, 2}, 1, 2, 3, 4, 100, 100, 6, 8, 9, 9, 9, 9);
  private static final Tensor MASK =
      Tensor.ofLongs("attention_mask", new long[] {2, 3}, 1, 1, 0, 1, 0, 0);

  private static float[] pool(Pooling pooling, boolean normalize, Tensor hidden, Tensor mask) {
    var config = new EmbeddingConfig(Optional.empty(), 512, pooling, normalize);
    return PooledRows.pool("embedding", config, hidden, mask).floats();
  }

  @Test
  void theMeanIsOverTheTokensOfTheMask() {
    assertThat(pool(Pooling.MEAN, false, HIDDEN, MASK)).containsExactly(2, 3, 6, 8);
  }

  @Test
  void clsIsTheFirstToken() {
    assertThat(pool(Pooling.CLS, false, HIDDEN, MASK)).containsExactly(1, 2, 6, 8);
  }

  @Test
  void vectorsAreScaledToLengthOne() {
    float[] pooled = pool(Pooling.MEAN, true, HIDDEN, MASK);
    assertThat(pooled[2]).isEqualTo(0.6f);
    assertThat(pooled[3]).isEqualTo(0.8f);
  }

  @Test
  void aGraphThatPoolsIsTakenAsItIs() {
    Tensor vectors = Tensor.ofFloats("sentence", new long[] {2, 2}, 3, 4, 0, 5);
    assertThat(pool(Pooling.NONE, false, vectors, MASK)).containsExactly(3, 4, 0, 5);
    assertThat(pool(Pooling.NONE, true, vectors, MASK)).containsExactly(0.6f, 0.8f, 0, 1);
  }

  @Test
  void aRowWithoutTokensIsZeros() {
    Tensor none = Tensor.ofLongs("attention_mask", new long[] {2, 3}, 0, 0, 0, 1, 1, 0);
    assertThat(pool(Pooling.MEAN, true, HIDDEN, none)).startsWith(0, 0).doesNotContain(Float.NaN);
  }

  @Test
  void tokensAreCountedByTheMask() {
    assertThat(PooledRows.count("tokens", MASK).longs()).containsExactly(2, 1);
  }
}
