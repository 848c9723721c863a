package dev.hearth.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.hearth.gateway.grpc.schema.ModelStatisticsRequest;
import dev.hearth.gateway.grpc.schema.RepositoryModelLoadRequest;
import dev.hearth.gateway.grpc.schema.RepositoryModelUnloadRequest;
import inference.GrpcPredictV2.InferParameter;
import inference.GrpcPredictV2.InferTensorContents;
import inference.GrpcPredictV2.ModelInferRequest;
import inference.GrpcPredictV2.ModelMetadataRequest;
import inference.GrpcPredictV2.ModelReadyRequest;
import io.grpc.Status;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A gRPC call that is wrong, and what it is told.
 *
 * @param what the fault, for the test's name
 * @param method its full name
 * @param phrase what the status' sentence must say
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BadCall(String what, String method, byte[] message, Status.Code code, String phrase) {
  private static final String INFER = TestGrpc.SERVICE + "/ModelInfer";
  private static final long TWO_TO_31 = 1L << 31;

  @Override
  public String toString() {
    return what;
  }

  static Stream<BadCall> all() {
    return Stream.of(shapes(), inputs(), typed(), raw(), strings(), places(), messages())
        .flatMap(each -> each);
  }

  private static Stream<BadCall> shapes() {
    return Stream.of(
            shape("[2, 2]", 2, 2),
            shape("[1, 3]", 1, 3),
            shape("[0, 2]", 0, 2),
            shape("shape []"),
            shape("1 dimensions", 2),
            shape("must be the same", 2, 1),
            shape("3 dimensions", 1, 2, 1),
            shape("negative dimension", -1, 2),
            shape("negative dimension", -1, -2),
            shape("negative dimension", Long.MIN_VALUE, 2),
            shape("4611686018427387904", TWO_TO_31, TWO_TO_31),
            shape("more than 2^63-1", TWO_TO_31, TWO_TO_31, 4),
            shape("more than 2^63-1", Long.MAX_VALUE, 2),
            shape("the most is 32", Collections.nCopies(40, 1L)))
        .flatMap(each -> each);
  }

  private static Stream<BadCall> shape(String phrase, long... shape) {
    return shape(phrase, Arrays.stream(shape).boxed().toList());
  }

  private static Stream<BadCall> shape(String phrase, List<Long> shape) {
    return both(
        "shape " + shape,
        phrase,
        request -> request.getInputsBuilder(1).clearShape().addAllShape(shape));
  }

  private static Stream<BadCall> inputs() {
    return Stream.of(
            both("unknown input", "no input 'c'", r -> r.getInputsBuilder(1).setName("c")),
            both("input twice", "more than once", r -> r.getInputsBuilder(1).setName("a")),
            both("input without a name", "has no name", r -> r.getInputsBuilder(1).clearName()),
            both(
                "a name of a million characters",
                "no input",
                r -> r.getInputsBuilder(1).setName("b".repeat(1_000_000))),
            both(
                "a name of many bytes a character",
                "no input",
                r -> r.getInputsBuilder(1).setName("\u706b".repeat(900))),
            both("datatype unknown", "'FP33'", r -> r.getInputsBuilder(1).setDatatype("FP33")),
            both("datatype in small letters", "'fp32'", r -> datatype(r, "fp32")),
            both("datatype missing", "datatype ''", r -> datatype(r, "")),
            both("datatype of another width", "FP64", r -> datatype(r, "FP64")),
            both("datatype of the same width", "INT32", r -> datatype(r, "INT32")),
            both("datatype without contents", "FP16", r -> datatype(r, "FP16")),
            both("datatype of strings", "input 'b'", r -> datatype(r, "BYTES")),
            both("unknown output", "no output 'z'", r -> r.addOutputsBuilder().setName("z")),
            both("output without a name", "output has no name", r -> r.addOutputsBuilder()),
            both("timeout negative", "must not be negative", r -> timeout(r, -1)),
            both(
                "timeout no number",
                "int64_param",
                r ->
                    r.putParameters(
                        "timeout", InferParameter.newBuilder().setStringParam("1").build())))
        .flatMap(each -> each);
  }

  private static void datatype(ModelInferRequest.Builder request, String datatype) {
    request.getInputsBuilder(1).setDatatype(datatype);
  }

  private static void timeout(ModelInferRequest.Builder request, long micros) {
    request.putParameters("timeout", InferParameter.newBuilder().setInt64Param(micros).build());
  }

  private static Stream<BadCall> typed() {
    return Stream.of(
        contents("too few", TestGrpc.floats(3), "2 elements, but 1 fp32_contents"),
        contents("too many", TestGrpc.floats(3, 4, 5), "2 elements, but 3 fp32_contents"),
        contents("none", InferTensorContents.newBuilder(), "2 elements, but 0 fp32_contents"),
        contents(
            "of another list",
            InferTensorContents.newBuilder().addFp64Contents(3).addFp64Contents(4),
            "contents other than fp32_contents"),
        contents("of two lists", TestGrpc.floats(3, 4).addIntContents(1), "contents other than"),
        infer("an input missing", "'b' is missing", TestGrpc.sum().removeInputs(1)),
        infer("no inputs", "'a' is missing", TestGrpc.sum().clearInputs()),
        infer(
            "a value the graph refuses",
            "refused the input",
            one("lookup", "x", "INT64", InferTensorContents.newBuilder().addInt64Contents(99))),
        infer(
            "strings where integers belong",
            "contents other than int64_contents",
            one(
                "lookup",
                "x",
                "INT64",
                InferTensorContents.newBuilder().addBytesContents(TestGrpc.text("7")))));
  }

  private static BadCall contents(
      String what, InferTensorContents.Builder contents, String phrase) {
    ModelInferRequest.Builder request = TestGrpc.sum();
    request.getInputsBuilder(1).setContents(contents);
    return infer("contents " + what, phrase, request);
  }

  private static ModelInferRequest.Builder one(
      String model, String input, String datatype, InferTensorContents.Builder contents) {
    return ModelInferRequest.newBuilder()
        .setModelName(model)
        .addInputs(TestGrpc.input(input, datatype, 1, 1).setContents(contents));
  }

  private static Stream<BadCall> raw() {
    return Stream.of(
        raw("a byte too few", new byte[7], "7 bytes of raw_input_contents"),
        raw("a byte too many", new byte[9], "9 bytes of raw_input_contents"),
        raw("an element too many", new byte[12], "takes 2 times 4 bytes"),
        raw("empty", new byte[0], "0 bytes of raw_input_contents"),
        infer(
            "raw for one of two",
            "2 inputs but 1 raw_input_contents",
            TestGrpc.rawSum().clearRawInputContents().addRawInputContents(TestGrpc.raw(1, 2))),
        infer(
            "raw for three of two",
            "2 inputs but 3 raw_input_contents",
            TestGrpc.rawSum().addRawInputContents(TestGrpc.raw(1, 2))),
        infer(
            "raw for no input",
            "0 inputs but 2 raw_input_contents",
            TestGrpc.rawSum().clearInputs()),
        infer(
            "raw and typed for all",
            "has contents but the request has raw_input_contents",
            TestGrpc.sum()
                .addRawInputContents(TestGrpc.raw(1, 2))
                .addRawInputContents(TestGrpc.raw(3, 4))),
        infer(
            "raw for one, typed for the other",
            "2 inputs but 1 raw_input_contents",
            TestGrpc.sum().addRawInputContents(TestGrpc.raw(1, 2))));
  }

  private static BadCall raw(String what, byte[] contents, String phrase) {
    return infer(
        "raw " + what,
        phrase,
        TestGrpc.rawSum().setRawInputContents(1, ByteString.copyFrom(contents)));
  }

  private static Stream<BadCall> strings() {
    return Stream.of(
        string("a string cut off", new byte[] {5, 0, 0, 0, 'a'}, "cut off"),
        string("a string's length is negative", new byte[] {-1, -1, -1, -1, 'a'}, "cut off"),
        string("a string too many", new byte[] {1, 0, 0, 0, 'a', 'b'}, "follow the last"),
        string("no room for a length", new byte[] {1, 0, 0}, "at least 1 times 4"),
        infer(
            "text that is not UTF-8",
            "not UTF-8",
            ModelInferRequest.newBuilder()
                .setModelName("words")
                .addInputs(
                    TestGrpc.input("text", "BYTES", 1)
                        .setContents(
                            InferTensorContents.newBuilder()
                                .addBytesContents(ByteString.copyFrom(new byte[] {'a', -1}))))));
  }

  private static BadCall string(String what, byte[] raw, String phrase) {
    return infer(
        what,
        phrase,
        ModelInferRequest.newBuilder()
            .setModelName("names")
            .addInputs(TestGrpc.input("x", "BYTES", 1, 1))
            .addRawInputContents(ByteString.copyFrom(raw)));
  }

  private static Stream<BadCall> places() {
    return Stream.of(
        infer("unknown model", Status.Code.NOT_FOUND, "'none'", r -> r.setModelName("none")),
        infer("unknown version", Status.Code.NOT_FOUND, "'9'", r -> r.setModelVersion("9")),
        infer("no version", Status.Code.NOT_FOUND, "'x'", r -> r.setModelVersion("x")),
        infer("no model", Status.Code.INVALID_ARGUMENT, "model_name", r -> r.clearModelName()),
        infer(
            "unloaded model",
            Status.Code.FAILED_PRECONDITION,
            "unloaded",
            r -> r.setModelName("asleep")),
        unknown("ModelReady", ModelReadyRequest.newBuilder().setName("none").build()),
        unknown("ModelMetadata", ModelMetadataRequest.newBuilder().setName("none").build()),
        unknown("ModelStatistics", ModelStatisticsRequest.newBuilder().setName("none").build()),
        unknown(
            "RepositoryModelLoad",
            RepositoryModelLoadRequest.newBuilder().setModelName("none").build()),
        unknown(
            "RepositoryModelUnload",
            RepositoryModelUnloadRequest.newBuilder().setModelName("none").build()),
        of("unknown method", TestGrpc.SERVICE + "/Trace", Status.Code.UNIMPLEMENTED, "/Trace"),
        of("unknown service", "some.Service/Call", Status.Code.UNIMPLEMENTED, "some.Service"));
  }

  private static BadCall unknown(String method, Message message) {
    return new BadCall(
        method + " of an unknown model",
        TestGrpc.SERVICE + "/" + method,
        message.toByteArray(),
        Status.Code.NOT_FOUND,
        "'none'");
  }

  private static Stream<BadCall> messages() {
    byte[] good = TestGrpc.sum().build().toByteArray();
    var nested = new byte[100_000];
    Arrays.fill(nested, (byte) 0x7B); // groups of a field that is unknown, none of which ends
    String no = "Protocol Buffers";
    return Stream.of(
        message("empty", new byte[0], "no model_name"),
        message("cut off", Arrays.copyOf(good, good.length - 3), no),
        message("no message", "{\"model_name\": \"sum\"}".getBytes(UTF_8), no),
        message("a length beyond its end", new byte[] {0x2a, 0x7f, 1}, no),
        message("a length that is negative", new byte[] {0x2a, -1, -1, -1, -1, 15}, no),
        message("a name that is not UTF-8", new byte[] {0x0a, 1, -1}, no),
        message("nested deeply", nested, no),
        of("ServerReady: no message", "ServerReady", new byte[] {0x0a}, no),
        of("RepositoryIndex: no message", "RepositoryIndex", new byte[] {0x0a}, no),
        new BadCall(
            "message: too large",
            INFER,
            TestGrpc.sum().setId("x".repeat(3_000_000)).build().toByteArray(),
            Status.Code.RESOURCE_EXHAUSTED,
            "larger than 2097152 bytes"));
  }

  private static BadCall message(String what, byte[] message, String phrase) {
    return of("message: " + what, "ModelInfer", message, phrase);
  }

  private static BadCall of(String what, String method, byte[] message, String phrase) {
    return new BadCall(
        what, TestGrpc.SERVICE + "/" + method, message, Status.Code.INVALID_ARGUMENT, phrase);
  }

  private static BadCall of(String what, String method, Status.Code code, String phrase) {
    return new BadCall(what, method, new byte[0], code, phrase);
  }

  /** The same change of a request with typed contents and of one with raw contents. */
  private static Stream<BadCall> both(
      String what, String phrase, Consumer<ModelInferRequest.Builder> change) {
    ModelInferRequest.Builder typed = TestGrpc.sum();
    ModelInferRequest.Builder raw = TestGrpc.rawSum();
    change.accept(typed);
    change.accept(raw);
    return Stream.of(infer(what, phrase, typed), infer(what + ", raw", phrase, raw));
  }

  private static BadCall infer(
      String what, Status.Code code, String phrase, Consumer<ModelInferRequest.Builder> change) {
    ModelInferRequest.Builder request = TestGrpc.rawSum();
    change.accept(request);
    return new BadCall(what, INFER, request.build().toByteArray(), code, phrase);
  }

  private static BadCall infer(String what, String phrase, ModelInferRequest.Builder request) {
    return new BadCall(
        what, INFER, request.build().toByteArray(), Status.Code.INVALID_ARGUMENT, phrase);
  }
}
