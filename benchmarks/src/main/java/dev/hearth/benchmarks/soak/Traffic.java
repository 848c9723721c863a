package dev.hearth.benchmarks.soak;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.hearth.gateway.grpc.schema.ModelInferRequest;
import dev.hearth.gateway.grpc.schema.ModelInferResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes requests of each kind, each unlike any other, and knows their answers. */
final class Traffic {
  static final String MODEL = "known";
  static final String CHANGING = "changing";
  static final String COLD = "cold";
  private static final String METHOD = "/inference.GRPCInferenceService/ModelInfer";
  private static final int GRPC_HEAD = 5;
  private static final Set<Integer> COME_AGAIN = Set.of(429, 503, 507);
  private static final Set<String> GRPC_COME_AGAIN = Set.of("8", "14");
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Wire wire;
  private final Account account;
  private final Asynchronous asynchronous;
  private final Random random;
  private final List<Kind> mix;
  private int lowestVersion = 1;
  private int highestVersion = 1;

  Traffic(Wire wire, Account account, Asynchronous asynchronous, long seed) {
    this.wire = wire;
    this.account = account;
    this.asynchronous = asynchronous;
    random = new Random(seed);
    mix =
        Arrays.stream(Kind.values())
            .flatMap(kind -> IntStream.range(0, kind.share()).mapToObj(_ -> kind))
            .toList();
  }

  /** A deployment of a version of the changing model begins: answers may be of it from now on. */
  void deploying(int version) {
    highestVersion = version;
  }

  /** It was acknowledged: what is asked from now on is answered by it or a later one. */
  void deployed(int version) {
    lowestVersion = version;
  }

  /** Sends a request of the mix. */
  Account.Entry send() {
    Account.Entry entry = account.begin(mix.get(random.nextInt(mix.size())));
    int number = random.nextInt(1_000_000_000);
    switch (entry.kind()) {
      case MODEL_JSON -> json(entry, MODEL, row(), 0, 0);
      case MODEL_COLD -> json(entry, COLD, row(), 0, 0);
      case MODEL_CHANGING -> json(entry, CHANGING, row(), lowestVersion, Integer.MAX_VALUE);
      case MODEL_BINARY -> binary(entry, row());
      case MODEL_GRPC -> grpc(entry, row());
      case FUNCTION_WASM -> function(entry, "echo", number, number);
      case FUNCTION_PYTHON -> function(entry, "triple", number, 3L * number + 1);
      case GRAPH -> call(entry, "/graphs/chain", number, 9L * number + 4);
      case FUNCTION_ASYNC -> later(entry);
      case DEPLOY, SLOW, CUT -> throw new IllegalStateException(entry.kind() + " is not mixed in");
    }
    return entry;
  }

  private int[] row() {
    return random.ints(KnownModel.INPUTS, 0, KnownModel.LARGEST_INPUT).toArray();
  }

  /** The body of a request for one row. */
  static String body(int[] row) {
    return Arrays.stream(row)
        .mapToObj(Integer::toString)
        .collect(
            Collectors.joining(
                ",",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,%d],\"data\":["
                    .formatted(row.length),
                "]}]}"));
  }

  private void json(Account.Entry entry, String model, int[] row, int lowest, int highest) {
    wire.post(
        entry,
        "/v2/models/" + model + "/infer",
        Buffer.buffer(body(row)),
        answer -> {
          if (passed(entry, answer)) {
            int most = Math.min(highest, highestVersion);
            compare(entry, row, lowest, highest == 0 ? 0 : most, floats(answer.body().getBytes()));
          }
        });
  }

  private static float[] floats(byte[] body) {
    try {
      JsonNode data = JSON.readTree(body).path("outputs").path(0).path("data");
      var values = new float[data.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = data.get(i).floatValue();
      }
      return values;
    } catch (JacksonException _) {
      return new float[0];
    }
  }

  private static ByteBuffer bytes(int[] row) {
    ByteBuffer bytes = ByteBuffer.allocate(row.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int each : row) {
      bytes.putFloat(each);
    }
    return bytes.flip();
  }

  private static float[] floats(ByteBuffer bytes) {
    var values = new float[bytes.remaining() / Float.BYTES];
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private void binary(Account.Entry entry, int[] row) {
    String head =
        ("{\"parameters\":{\"binary_data_output\":true},\"inputs\":[{\"name\":\"x\","
                + "\"datatype\":\"FP32\",\"shape\":[1,%d],"
                + "\"parameters\":{\"binary_data_size\":%d}}]}")
            .formatted(row.length, row.length * Float.BYTES);
    wire.send(
        entry,
        HttpMethod.POST,
        "/v2/models/" + MODEL + "/infer",
        Buffer.buffer(head).appendBytes(bytes(row).array()),
        Map.of("Inference-Header-Content-Length", Integer.toString(head.length())),
        answer -> {
          if (passed(entry, answer)) {
            String at = answer.response().getHeader("Inference-Header-Content-Length");
            int from = at == null ? answer.body().length() : Integer.parseInt(at);
            byte[] raw = answer.body().getBytes(from, answer.body().length());
            compare(entry, row, 0, 0, floats(ByteBuffer.wrap(raw)));
          }
        });
  }

  private void grpc(Account.Entry entry, int[] row) {
    var input =
        ModelInferRequest.InferInputTensor.newBuilder()
            .setName("x")
            .setDatatype("FP32")
            .addShape(1)
            .addShape(row.length);
    ModelInferRequest request =
        ModelInferRequest.newBuilder()
            .setModelName(MODEL)
            .addInputs(input)
            .addRawInputContents(ByteString.copyFrom(bytes(row)))
            .build();
    wire.grpc(
        entry, METHOD, Buffer.buffer(request.toByteArray()), answer -> grpc(entry, row, answer));
  }

  private void grpc(Account.Entry entry, int[] row, Wire.Answer answer) {
    String trailer = answer.response().getTrailer("grpc-status");
    String status =
        trailer == null ? String.valueOf(answer.response().getHeader("grpc-status")) : trailer;
    if (GRPC_COME_AGAIN.contains(status)) {
      account.settle(entry, Outcome.REFUSED, "");
    } else if (!status.equals("0")) {
      account.failed(entry, "gRPC " + status + answer.response().getTrailer("grpc-message"));
    } else {
      compare(entry, row, 0, 0, floats(answer.body()));
    }
  }

  private static float[] floats(Buffer framed) {
    try {
      byte[] message = framed.getBytes(GRPC_HEAD, framed.length());
      ByteString raw = ModelInferResponse.parseFrom(message).getRawOutputContents(0);
      return floats(ByteBuffer.wrap(raw.toByteArray()));
    } catch (InvalidProtocolBufferException | IndexOutOfBoundsException _) {
      return new float[0];
    }
  }

  private void compare(Account.Entry entry, int[] row, int lowest, int highest, float[] got) {
    for (int version = lowest; version <= highest; version++) {
      if (Arrays.equals(got, KnownModel.answer(row, version))) {
        account.settle(entry, Outcome.RIGHT, "");
        return;
      }
    }
    account.settle(
        entry,
        Outcome.WRONG,
        "%s for %s, versions %d to %d"
            .formatted(Arrays.toString(got), Arrays.toString(row), lowest, highest));
  }

  private void function(Account.Entry entry, String name, long number, long expected) {
    call(entry, "/2015-03-31/functions/" + name + "/invocations", number, expected);
  }

  private void call(Account.Entry entry, String path, long number, long expected) {
    wire.post(
        entry,
        path,
        Buffer.buffer("{\"n\":" + number + "}"),
        answer -> {
          if (passed(entry, answer)) {
            String got = answer.body().toString().replace(" ", "");
            boolean right = got.equals("{\"n\":" + expected + "}");
            account.settle(
                entry, right ? Outcome.RIGHT : Outcome.WRONG, right ? "" : got + " for " + number);
          }
        });
  }

  private void later(Account.Entry entry) {
    int number = asynchronous.next();
    wire.post(
        entry,
        "/async-function/note",
        Buffer.buffer(asynchronous.payload(number)),
        answer -> {
          if (answer.status() == 202) {
            asynchronous.acknowledged(number);
            account.settle(entry, Outcome.RIGHT, "");
          } else if (passed(entry, answer)) {
            account.settle(entry, Outcome.WRONG, "an event was answered " + answer.status());
          }
        });
  }

  /** Whether it is an answer to be compared; anything else is settled. */
  boolean passed(Account.Entry entry, Wire.Answer answer) {
    if (COME_AGAIN.contains(answer.status())) {
      account.settle(entry, Outcome.REFUSED, answer.status() == 507 ? "507" : "");
      return false;
    }
    String error = answer.response().getHeader("X-Amz-Function-Error");
    if (answer.status() / 100 != 2 || error != null) {
      String text = answer.body().toString();
      account.failed(
          entry, answer.status() + " " + text.substring(0, Math.min(300, text.length())));
      return false;
    }
    return true;
  }
}
