package dev.hearth.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.grpc.schema.InferTensorContents;
import dev.hearth.gateway.grpc.schema.ModelInferRequest;
import dev.hearth.gateway.grpc.schema.ModelInferRequest.InferInputTensor;
import dev.hearth.gateway.inference.RawTensors;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tensors between the model and messages, raw and typed, with elements from printed seeds. */
class TensorFormsTest {
  private static final int ELEMENTS = 12;
  private static final long[] SHAPE = {3, 4};

  static Stream<Arguments> datatypesAndSeeds() {
    return Arrays.stream(Datatype.values())
        .flatMap(datatype -> IntStream.range(0, 5).mapToObj(seed -> Arguments.of(datatype, seed)));
  }

  private static Tensor random(Datatype datatype, int seed) {
    var random = new Random(seed);
    if (datatype == Datatype.BYTES) {
      List<byte[]> strings =
          IntStream.range(0, ELEMENTS)
              .mapToObj(
                  _ -> {
                    var string = new byte[random.nextInt(5)];
                    random.nextBytes(string);
                    return string;
                  })
              .toList();
      return Tensor.ofBytes("x", SHAPE, strings);
    }
    var bytes = new byte[ELEMENTS * datatype.byteWidth()];
    random.nextBytes(bytes);
    for (int i = 0; datatype == Datatype.BOOL && i < bytes.length; i++) {
      bytes[i] &= 1;
    }
    for (int i = 0; isFloat(datatype) && i < bytes.length; i++) {
      bytes[i] &= 0x3F;
    }
    return Tensor.of("x", datatype, SHAPE, Tensor.direct(bytes.length).put(bytes).flip());
  }

  /** Not-a-number comes in many forms, which typed contents need not keep apart. */
  private static boolean isFloat(Datatype datatype) {
    return datatype == Datatype.FP32 || datatype == Datatype.FP64;
  }

  private static InferInputTensor.Builder input(Tensor tensor) {
    var input =
        InferInputTensor.newBuilder().setName(tensor.name()).setDatatype(tensor.datatype().name());
    for (long dimension : tensor.shape()) {
      input.addShape(dimension);
    }
    return input;
  }

  private static ByteBuffer bytes(ModelInferRequest.Builder request) {
    return ByteBuffer.wrap(request.setModelName("m").build().toByteArray());
  }

  private static void same(Tensor actual, Tensor expected) {
    assertThat(actual.datatype()).isEqualTo(expected.datatype());
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.contents()).isEqualTo(expected.contents());
    assertThat(actual.strings().toArray(byte[][]::new))
        .isDeepEqualTo(expected.strings().toArray(byte[][]::new));
  }

  @ParameterizedTest
  @MethodSource("datatypesAndSeeds")
  void rawElementsComeThrough(Datatype datatype, int seed) {
    Tensor tensor = random(datatype, seed);
    var request =
        ModelInferRequest.newBuilder()
            .addInputs(input(tensor))
            .addRawInputContents(ByteString.copyFrom(RawTensors.of(tensor)));
    same(Asked.read(bytes(request)).request().inputs().getFirst(), tensor);
  }

  @ParameterizedTest
  @MethodSource("datatypesAndSeeds")
  void rawElementsComeThroughFromADirectBufferWhereverTheyStand(Datatype datatype, int seed) {
    Tensor tensor = random(datatype, seed);
    var request =
        ModelInferRequest.newBuilder()
            .setId("x".repeat(seed))
            .addInputs(input(tensor))
            .addRawInputContents(ByteString.copyFrom(RawTensors.of(tensor)));
    ByteBuffer heap = bytes(request);
    ByteBuffer direct = Tensor.direct(heap.remaining()).put(heap).flip();
    same(Asked.read(direct).request().inputs().getFirst(), tensor);
  }

  @ParameterizedTest
  @MethodSource("datatypesAndSeeds")
  void typedElementsComeThroughWhereTheProtocolHasThem(Datatype datatype, int seed) {
    Tensor tensor = random(datatype, seed);
    if (!TypedContents.carries(datatype)) {
      assertThat(datatype).isIn(Datatype.FP16, Datatype.BF16);
      return;
    }
    InferTensorContents contents = TypedContents.of(tensor);
    var request = ModelInferRequest.newBuilder().addInputs(input(tensor).setContents(contents));
    same(Asked.read(bytes(request)).request().inputs().getFirst(), tensor);
  }

  @ParameterizedTest
  @CsvSource({
    "INT8,128",
    "INT8,-129",
    "INT16,32768",
    "INT16,-32769",
    "UINT8,256",
    "UINT16,65536",
    "UINT8,-1"
  })
  void numbersOutOfRangeAreRefused(Datatype datatype, int value) {
    var contents = InferTensorContents.newBuilder();
    if (datatype.name().startsWith("U")) {
      contents.addUintContents(value);
    } else {
      contents.addIntContents(value);
    }
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> TypedContents.read("x", datatype, new long[] {1}, contents.build()))
        .withMessageContaining("element 0 of input 'x'")
        .withMessageContaining("range of " + datatype);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FP32 | 2 | has shape [3], so 3 elements, but 2 fp32_contents",
        "INT64 | 3 | is INT64 but has contents other than int64_contents",
        "FP16 | 3 | is FP16, for which the protocol has no contents",
        "BF16 | 3 | send raw_input_contents",
      })
  void contentsThatDoNotFitAreRefused(Datatype datatype, int count, String reason) {
    var contents = InferTensorContents.newBuilder();
    for (int i = 0; i < count; i++) {
      contents.addFp32Contents(i);
    }
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> TypedContents.read("x", datatype, new long[] {3}, contents.build()))
        .withMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({"FP32,11", "BOOL,13", "BYTES,3"})
  void rawBytesOfAnotherSizeAreRefused(Datatype datatype, int size) {
    ByteBuffer data = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    var request =
        ModelInferRequest.newBuilder()
            .addInputs(input(random(datatype, 0)))
            .addRawInputContents(ByteString.copyFrom(data));
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> Asked.read(bytes(request)).request())
        .withMessageContaining(size + " bytes of raw_input_contents");
  }
}
