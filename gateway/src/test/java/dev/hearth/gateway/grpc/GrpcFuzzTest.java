package dev.hearth.gateway.grpc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.grpc.schema.ModelInferRequest;
import dev.hearth.gateway.grpc.schema.ModelInferRequest.InferInputTensor;
import dev.hearth.gateway.inference.RawTensors;
import dev.hearth.inference.InferenceRequest;
import dev.hearth.inference.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Calls of gRPC made of any bytes. */
class GrpcFuzzTest {
  private static final int LIMIT = 1 << 20;

  /** What is read and sent again reads as the same. */
  @FuzzTest
  void messages(byte[] bytes) {
    InferenceRequest request;
    Asked asked;
    try {
      asked = Asked.read(ByteBuffer.wrap(bytes));
      request = asked.request();
      var _ = asked.timeoutMicros();
    } catch (Problem problem) {
      assertThat(problem.status()).isEqualTo(400);
      return;
    }
    List<Tensor> inputs = request.inputs();
    List<Tensor> again = Asked.of(message(asked, inputs)).request().inputs();
    assertThat(again).hasSameSizeAs(inputs);
    for (int i = 0; i < inputs.size(); i++) {
      assertThat(again.get(i).shape()).isEqualTo(inputs.get(i).shape());
      assertThat(RawTensors.of(again.get(i))).isEqualTo(RawTensors.of(inputs.get(i)));
    }
  }

  /** The same tensors in the other form, where there is one: typed if they came raw. */
  private static ModelInferRequest message(Asked asked, List<Tensor> inputs) {
    boolean typed =
        asked.raw() && inputs.stream().allMatch(tensor -> TypedContents.carries(tensor.datatype()));
    var message = ModelInferRequest.newBuilder().setModelName(asked.model());
    for (Tensor tensor : inputs) {
      var input =
          InferInputTensor.newBuilder()
              .setName(tensor.name())
              .setDatatype(tensor.datatype().name());
      for (long dimension : tensor.shape()) {
        input.addShape(dimension);
      }
      if (typed) {
        input.setContents(TypedContents.of(tensor));
      } else {
        message.addRawInputContents(ByteString.copyFrom(RawTensors.of(tensor)));
      }
      message.addInputs(input);
    }
    return message.build();
  }

  /** Frames are the same however they are cut, and nothing stays held. The first byte cuts. */
  @FuzzTest
  void frames(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    int size = Math.max(1, Byte.toUnsignedInt(bytes[0]));
    List<String> whole = read(bytes, bytes.length);
    assertThat(read(bytes, size)).isEqualTo(whole);
  }

  /** What came out: each message as text, and last what was wrong. */
  private static List<String> read(byte[] bytes, int chunk) {
    var bodies = new Bodies(LIMIT, 4 * LIMIT);
    List<String> messages = new ArrayList<>();
    var deframer =
        new Deframer(
            bodies::hold,
            (data, compressed, hold) -> {
              messages.add(text(data, compressed, hold));
              hold.release();
            });
    try {
      for (int at = 1; at < bytes.length; at += chunk) {
        deframer.add(ByteBuffer.wrap(bytes, at, Math.min(chunk, bytes.length - at)).slice());
      }
    } catch (Problem problem) {
      assertThat(problem.status()).isBetween(400, 499);
      messages.add(problem.text());
    }
    deframer.release();
    assertThat(bodies.held()).isZero();
    return messages;
  }

  private static String text(ByteBuffer data, boolean compressed, Bodies.Hold hold) {
    if (!compressed) {
      return ByteString.copyFrom(data).toString(ISO_8859_1);
    }
    try {
      long size = Gzip.expandedSize(data);
      hold.take(size);
      return ByteString.copyFrom(Gzip.expand(data, Math.toIntExact(size))).toString(ISO_8859_1);
    } catch (Problem problem) {
      assertThat(problem.status()).isBetween(400, 499);
      return problem.text();
    }
  }
}
