package dev.hearth.benchmarks;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a request is put on the wire: whole, ready to be sent again and again. */
public enum Protocol {
  REST_JSON,
  REST_BINARY,
  GRPC,
  /** A request of {@link NoOpServer#REQUEST_BYTES} bytes for {@link NoOpServer}. */
  NO_OP;

  private static final String METHOD = "/inference.GRPCInferenceService/ModelInfer";

  static Protocol parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A request for a model's answer to some inputs. */
  public byte[] request(String model, List<Tensor> inputs) {
    return switch (this) {
      case REST_JSON -> http(model, "", json(inputs), List.of());
      case REST_BINARY -> binary(model, inputs);
      case GRPC -> GrpcConnection.call(METHOD, message(model, inputs));
      case NO_OP -> NoOpServer.request();
    };
  }

  /** The body of a request in JSON. */
  public static String json(List<Tensor> inputs) {
    return inputs.stream()
        .map(input -> "{%s,\"data\":[%s]}".formatted(head(input), elements(input)))
        .collect(Collectors.joining(",", "{\"inputs\":[", "]}"));
  }

  private static byte[] binary(String model, List<Tensor> inputs) {
    String head =
        inputs.stream()
            .map(
                input ->
                    "{%s,\"parameters\":{\"binary_data_size\":%d}}"
                        .formatted(head(input), bytes(input).length))
            .collect(
                Collectors.joining(
                    ",", "{\"parameters\":{\"binary_data_output\":true},\"inputs\":[", "]}"));
    return http(model, "Inference-Header-Content-Length: " + head.length() + "\r\n", head, inputs);
  }

  private static byte[] http(String model, String header, String text, List<Tensor> raw) {
    long bytes = text.length() + raw.stream().mapToLong(tensor -> bytes(tensor).length).sum();
    var request = new ByteArrayOutputStream();
    request.writeBytes(
        "POST /v2/models/%s/infer HTTP/1.1\r\nHost: localhost\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(model, header, bytes, text)
            .getBytes(StandardCharsets.US_ASCII));
    raw.forEach(tensor -> request.writeBytes(bytes(tensor)));
    return request.toByteArray();
  }

  private static String head(Tensor input) {
    return "\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s"
        .formatted(input.name(), input.datatype(), Arrays.toString(input.shape()));
  }

  private static String elements(Tensor input) {
    return switch (input.datatype()) {
      case INT64 ->
          Arrays.stream(input.longs()).mapToObj(Long::toString).collect(Collectors.joining(","));
      case FP32 -> {
        String text = Arrays.toString(input.floats());
        yield text.substring(1, text.length() - 1);
      }
      default -> throw new IllegalArgumentException("no requests with " + input.datatype());
    };
  }

  /** Its elements one after another; of byte strings, each after its length, four bytes. */
  private static byte[] bytes(Tensor tensor) {
    if (tensor.datatype() == Datatype.BYTES) {
      return strings(tensor);
    }
    ByteBuffer contents = tensor.contents();
    var bytes = new byte[contents.remaining()];
    contents.get(bytes);
    return bytes;
  }

  private static byte[] strings(Tensor tensor) {
    int length = tensor.strings().stream().mapToInt(string -> Integer.BYTES + string.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    tensor.strings().forEach(string -> bytes.putInt(string.length).put(string));
    return bytes.array();
  }

  private static byte[] message(String model, List<Tensor> inputs) {
    var message = new Message().text(1, model);
    for (Tensor input : inputs) {
      var shape = new Message();
      for (long dimension : input.shape()) {
        shape.varint(dimension);
      }
      message.bytes(
          5,
          new Message()
              .text(1, input.name())
              .text(2, input.datatype().name())
              .bytes(3, shape.toByteArray())
              .toByteArray());
    }
    inputs.forEach(input -> message.bytes(7, bytes(input)));
    return message.toByteArray();
  }

  /** As much of the protobuf encoding as a request needs. */
  private static final class Message {
    private static final int LENGTH_DELIMITED = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message text(int field, String text) {
      return bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    Message bytes(int field, byte[] bytes) {
      varint(((long) field << 3) | LENGTH_DELIMITED);
      varint(bytes.length);
      out.writeBytes(bytes);
      return this;
    }

    Message varint(long value) {
      long left = value;
      while (left > 0x7f) {
        out.write((int) ((left & 0x7f) | 0x80));
        left >>>= 7;
      }
      out.write((int) left);
      return this;
    }

    byte[] toByteArray() {
      return out.toByteArray();
    }
  }
}
