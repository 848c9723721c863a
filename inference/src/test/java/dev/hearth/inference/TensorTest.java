package dev.hearth.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorTest {
  @Test
  void contentsAreLittleEndianWhateverTheBufferSays() {
    ByteBuffer bytes = ByteBuffer.allocateDirect(4).order(ByteOrder.BIG_ENDIAN).put(0, (byte) 1);
    Tensor tensor = Tensor.of("x", Datatype.INT32, new long[] {1}, bytes);
    assertThat(tensor.contents().getInt(0)).isEqualTo(1);
  }

  @Test
  void contentsAreKeptNotCopied() {
    ByteBuffer bytes = Tensor.direct(8);
    Tensor tensor = Tensor.of("x", Datatype.INT64, new long[] {1}, bytes);
    bytes.putLong(0, 42);
    assertThat(tensor.longs()).containsExactly(42);
    assertThat(tensor.contents().isDirect()).isTrue();
  }

  @Test
  void aScalarHasOneElement() {
    assertThat(Tensor.ofFloats("x", new long[] {}, 3).elements()).isEqualTo(1);
  }

  @Test
  void aBufferOfTheWrongSizeIsRefused() {
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> Tensor.ofFloats("x", new long[] {2, 3}, 1, 2))
        .withMessage(
            "tensor 'x' is invalid: the shape [2, 3] of FP32 asks for 6 elements of 4 bytes but 8"
                + " bytes were given")
        .extracting(InvalidRequest::code)
        .isEqualTo(InvalidRequest.Code.INVALID_TENSOR);
  }

  @Test
  void aBufferOfPartOfAnElementIsRefused() {
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> Tensor.of("x", Datatype.INT32, new long[] {1}, ByteBuffer.allocate(5)))
        .withMessageContaining("but 5 bytes were given");
  }

  @Test
  void theWrongNumberOfStringsIsRefused() {
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> Tensor.ofBytes("x", new long[] {2}, List.of(new byte[1])))
        .withMessageContaining("asks for 2 elements but 1 were given");
  }

  @Test
  void aNegativeDimensionIsRefused() {
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> Tensor.elementCount("x", new long[] {2, -1}))
        .withMessageContaining("[2, -1] has a negative dimension");
  }

  @Test
  void aShapeWhoseProductOverflowsIsRefused() {
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> Tensor.elementCount("x", new long[] {1L << 32, 1L << 32}))
        .withMessageContaining("more than 2^63-1 elements");
  }

  @Test
  void aShapeWhoseProductWrapsToWhatWasGivenIsRefused() {
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> Tensor.ofLongs("x", new long[] {1L << 32, 1L << 32, 0x100000001L}))
        .withMessageContaining("more than 2^63-1 elements");
  }

  @Test
  void aZeroAmongHugeDimensionsMakesItEmpty() {
    assertThat(Tensor.elementCount("x", new long[] {1L << 40, 1L << 40, 0})).isZero();
  }

  @Test
  void tooManyDimensionsAreRefused() {
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> Tensor.elementCount("x", new long[33]))
        .withMessageContaining("33 dimensions; the most is 32");
  }

  @Test
  void rowsAlongTheFirstAxisAreSharedNotCopied() {
    ByteBuffer bytes = Tensor.direct(6 * 4);
    Tensor tensor = Tensor.of("x", Datatype.FP32, new long[] {3, 2}, bytes);
    Tensor row = tensor.slice(0, 1, 1);
    bytes.putFloat(2 * 4, 9);
    assertThat(row.floats()).containsExactly(9, 0);
    assertThat(row.shape()).containsExactly(1, 2);
  }

  @Test
  void rowsAlongAnInnerAxisAreGathered() {
    Tensor tensor = Tensor.ofLongs("x", new long[] {2, 3, 2}, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    Tensor rows = tensor.slice(1, 1, 2);
    assertThat(rows.shape()).containsExactly(2, 2, 2);
    assertThat(rows.longs()).containsExactly(2, 3, 4, 5, 8, 9, 10, 11);
  }

  @Test
  void rowsBeyondTheEndAreRefused() {
    Tensor tensor = Tensor.ofLongs("x", new long[] {2}, 1, 2);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> tensor.slice(0, 1, 2))
        .withMessageContaining("rows 1 to 3 of 2 in 'x'");
  }

  @Test
  void concatenationAlongAnInnerAxisInterleaves() {
    Tensor left = Tensor.ofLongs("x", new long[] {2, 1}, 1, 2);
    Tensor right = Tensor.ofLongs("x", new long[] {2, 2}, 3, 4, 5, 6);
    Tensor joined = Tensor.concatenate(1, List.of(left, right));
    assertThat(joined.shape()).containsExactly(2, 3);
    assertThat(joined.longs()).containsExactly(1, 3, 4, 2, 5, 6);
    assertThat(joined.contents().isDirect()).isTrue();
  }

  @Test
  void tensorsThatDifferElsewhereDoNotJoin() {
    Tensor left = Tensor.ofLongs("x", new long[] {1, 1}, 1);
    Tensor right = Tensor.ofLongs("x", new long[] {1, 2}, 3, 4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.concatenate(0, List.of(left, right)))
        .withMessageContaining("differ only along axis 0");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void whatIsJoinedComesApartAgain(long seed) {
    var random = new Random(seed);
    int axis = random.nextInt(3);
    var shape = random.longs(3, 1, 4).toArray();
    boolean strings = random.nextBoolean();
    List<Tensor> parts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      shape[axis] = random.nextLong(1, 4);
      parts.add(strings ? randomStrings(shape, random) : randomShorts(shape, random));
    }
    Tensor joined = Tensor.concatenate(axis, parts);
    long from = 0;
    for (Tensor part : parts) {
      assertThat(joined.slice(axis, from, part.dimension(axis)).sameContents(part)).isTrue();
      from += part.dimension(axis);
    }
    assertThat(joined.dimension(axis)).isEqualTo(from);
  }

  private static Tensor randomShorts(long[] shape, Random random) {
    var bytes = new byte[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b) * 2];
    random.nextBytes(bytes);
    return Tensor.of("x", Datatype.INT16, shape, ByteBuffer.wrap(bytes));
  }

  private static Tensor randomStrings(long[] shape, Random random) {
    List<byte[]> strings = new ArrayList<>();
    for (long i = Arrays.stream(shape).reduce(1, (a, b) -> a * b); i > 0; i--) {
      strings.add(Integer.toString(random.nextInt()).getBytes(StandardCharsets.UTF_8));
    }
    return Tensor.ofBytes("x", shape, strings);
  }
}
