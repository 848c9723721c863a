package dev.hearth.gateway.kserve;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.hearth.gateway.Problem;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.TensorMetadata;
import java.util.Arrays;
import java.util.List;

/** Requests of KServe's first protocol made of any bytes. */
class PredictFuzzTest {
  private static final List<GraphMetadata> GRAPHS =
      List.of(
          graph(input("text", Datatype.BYTES)),
          graph(input("x", Datatype.FP32)),
          graph(input("ids", Datatype.INT64), input("flag", Datatype.BOOL)));

  private static TensorMetadata input(String name, Datatype datatype) {
    return new TensorMetadata(name, datatype, List.of(-1L), List.of(""));
  }

  private static GraphMetadata graph(TensorMetadata... inputs) {
    return new GraphMetadata(List.of(inputs), List.of());
  }

  /** The first byte says for which model. Rows are as many in each input. */
  @FuzzTest
  void predict(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    GraphMetadata graph = GRAPHS.get(Byte.toUnsignedInt(bytes[0]) % GRAPHS.size());
    try {
      PredictRequest request =
          PredictReader.read(Arrays.copyOfRange(bytes, 1, bytes.length), graph);
      for (Tensor tensor : request.inputs()) {
        assertThat(graph.input(tensor.name())).isPresent();
        assertThat(tensor.elements())
            .isEqualTo(Arrays.stream(tensor.shape()).reduce(1, Math::multiplyExact));
      }
    } catch (Problem problem) {
      assertThat(problem.status()).isEqualTo(400);
    }
  }
}
