package dev.hearth.inference.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.TensorMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBatchTest {
  private static final GraphMetadata MODEL =
      new GraphMetadata(
          Stream.of("input_ids", "token_type_ids", "attention_mask")
              .map(
                  name ->
                      new TensorMetadata(
                          name, Datatype.INT64, List.of(-1L, -1L), List.of("rows", "tokens")))
              .toList(),
          List.of());

  @Test
  void rowsArePaddedToTheLongest() {
    List<TokenBatch> batches = TokenBatch.of(List.of(new long[] {5, 6, 7}, new long[] {8}));
    assertThat(batches).hasSize(1);
    List<Tensor> tensors = batches.getFirst().tensors(MODEL);
    assertThat(tensors).extracting(Tensor::name).containsExactly("input_ids", "attention_mask");
    assertThat(tensors.get(0).longs()).containsExactly(5, 6, 7, 8, 0, 0);
    assertThat(tensors.get(1).longs()).containsExactly(1, 1, 1, 1, 0, 0);
  }

  @Test
  void aRowWithoutTokensIsPadding() {
    Tensor ids = TokenBatch.of(List.of(new long[0])).getFirst().tensors(MODEL).getFirst();
    assertThat(ids.shape()).containsExactly(1, 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyRowRunsOnceInOrderAndNoBatchIsTooLarge(long seed) {
    var random = new SplittableRandom(seed);
    List<long[]> rows = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      rows.add(new long[random.nextInt(20) == 0 ? 6_000 : random.nextInt(300)]);
    }
    List<TokenBatch> batches = TokenBatch.of(rows);
    assertThat(batches.stream().flatMap(batch -> batch.ids().stream()))
        .containsExactlyElementsOf(rows);
    assertThat(batches)
        .allSatisfy(
            batch -> {
              int rowsOfBatch = batch.ids().size();
              assertThat(rowsOfBatch == 1 || rowsOfBatch * batch.longest() <= TokenBatch.MAX_TOKENS)
                  .isTrue();
              assertThat(batch.ids()).allMatch(row -> row.length <= batch.longest());
            });
  }
}
