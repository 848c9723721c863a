package dev.hearth.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.SplitBody;
import dev.hearth.inference.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Requests of the Open Inference Protocol made of any bytes. */
class InferenceFuzzTest {
  /** What is read and written again reads as the same. */
  @FuzzTest
  void json(byte[] bytes) {
    List<Tensor> inputs;
    try {
      inputs = TensorJson.read(bytes);
    } catch (Problem problem) {
      assertThat(problem.status()).isEqualTo(400);
      return;
    }
    List<Tensor> again = TensorJson.read(TensorJson.write("inputs", inputs));
    assertSame(again, inputs);
  }

  /** The first two bytes say how much of the rest is JSON. */
  @FuzzTest
  void binary(byte[] bytes) {
    if (bytes.length < Short.BYTES) {
      return;
    }
    int rest = bytes.length - Short.BYTES;
    int length = Math.min(rest, Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort()));
    int data = Short.BYTES + length;
    ByteBuffer direct = ByteBuffer.allocateDirect(rest - length).order(ByteOrder.LITTLE_ENDIAN);
    direct.put(bytes, data, rest - length).flip();
    try {
      List<Tensor> inputs =
          RequestReader.read(new SplitBody(Arrays.copyOfRange(bytes, Short.BYTES, data), direct))
              .request()
              .inputs();
      for (Tensor tensor : inputs) {
        ByteBuffer raw = RawTensors.of(tensor);
        assertSame(
            List.of(
                RawTensors.tensor(tensor.name(), tensor.datatype(), tensor.shape(), raw, "a size")),
            List.of(tensor));
      }
    } catch (Problem problem) {
      assertThat(problem.status()).isEqualTo(400);
    }
  }

  private static void assertSame(List<Tensor> actual, List<Tensor> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      Tensor one = actual.get(i);
      Tensor other = expected.get(i);
      assertThat(one.name()).isEqualTo(other.name());
      assertThat(one.datatype()).isEqualTo(other.datatype());
      assertThat(one.shape()).isEqualTo(other.shape());
      assertThat(RawTensors.of(one)).isEqualTo(RawTensors.of(other));
    }
  }
}
