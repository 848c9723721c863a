package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.hearth.gateway.grpc.schema.ModelRepositoryParameter;
import dev.hearth.gateway.grpc.schema.ModelStatisticsRequest;
import dev.hearth.gateway.grpc.schema.ModelStatisticsResponse;
import dev.hearth.gateway.grpc.schema.ModelStreamInferResponse;
import dev.hearth.gateway.grpc.schema.RepositoryIndexRequest;
import dev.hearth.gateway.grpc.schema.RepositoryIndexResponse;
import dev.hearth.gateway.grpc.schema.RepositoryModelLoadRequest;
import dev.hearth.gateway.grpc.schema.RepositoryModelLoadResponse;
import dev.hearth.gateway.grpc.schema.RepositoryModelUnloadRequest;
import dev.hearth.gateway.grpc.schema.RepositoryModelUnloadResponse;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.TinyModel;
import inference.GrpcPredictV2.InferParameter;
import inference.GrpcPredictV2.InferTensorContents;
import inference.GrpcPredictV2.ModelInferRequest;
import inference.GrpcPredictV2.ModelInferResponse;
import inference.GrpcPredictV2.ModelMetadataRequest;
import inference.GrpcPredictV2.ModelReadyRequest;
import inference.GrpcPredictV2.ServerLiveRequest;
import inference.GrpcPredictV2.ServerMetadataRequest;
import inference.GrpcPredictV2.ServerReadyRequest;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The protocol over gRPC against a real node, on the port that answers HTTP too. */
class GrpcIT {
  @TempDir static Path data;
  private static TestNode node;
  private static TestGrpc grpc;

  @BeforeAll
  static void start() throws IOException {
    node = TestNode.start(data);
    assertThat(node.deploySum("").statusCode()).isEqualTo(200);
    grpc = new TestGrpc(node);
  }

  @AfterAll
  static void stop() {
    grpc.close();
    node.close();
  }

  private static ModelInferResponse infer(ModelInferRequest.Builder request) {
    return grpc.inference.withDeadlineAfter(1, TimeUnit.MINUTES).modelInfer(request.build());
  }

  private static Status refused(ModelInferRequest.Builder request) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> infer(request)).getStatus();
  }

  @Test
  void theServerTellsWhatItIs() {
    assertThat(grpc.inference.serverLive(ServerLiveRequest.getDefaultInstance()).getLive())
        .isTrue();
    assertThat(grpc.inference.serverReady(ServerReadyRequest.getDefaultInstance()).getReady())
        .isTrue();
    var server = grpc.inference.serverMetadata(ServerMetadataRequest.getDefaultInstance());
    assertThat(server.getName()).isEqualTo("hearth");
    assertThat(server.getExtensionsList()).contains("model_repository", "statistics");
  }

  @Test
  void aModelIsDescribedFromItsGraph() {
    var model =
        grpc.inference.modelMetadata(ModelMetadataRequest.newBuilder().setName("sum").build());
    assertThat(model.getVersionsList()).containsExactly("1");
    assertThat(model.getPlatform()).isEqualTo("onnxruntime_onnx");
    assertThat(model.getInputs(0).getName()).isEqualTo("a");
    assertThat(model.getInputs(0).getDatatype()).isEqualTo("FP32");
    assertThat(model.getInputs(0).getShapeList()).containsExactly(-1L, 2L);
    assertThat(model.getOutputsCount()).isEqualTo(2);
    var ready = ModelReadyRequest.newBuilder().setName("sum").setVersion("1").build();
    assertThat(grpc.inference.modelReady(ready).getReady()).isTrue();
  }

  @Test
  void aTypedRequestHasATypedAnswer() {
    ModelInferResponse answer = infer(TestGrpc.sum().setId("42"));
    assertThat(answer.getModelName()).isEqualTo("sum");
    assertThat(answer.getModelVersion()).isEqualTo("1");
    assertThat(answer.getId()).isEqualTo("42");
    assertThat(answer.getOutputs(0).getName()).isEqualTo("sum");
    assertThat(answer.getOutputs(0).getShapeList()).containsExactly(1L, 2L);
    assertThat(answer.getOutputs(0).getContents().getFp32ContentsList()).containsExactly(4f, 6.5f);
    assertThat(answer.getOutputs(1).getContents().getFp32ContentsList()).containsExactly(3f, 9f);
    assertThat(answer.getRawOutputContentsCount()).isZero();
  }

  @Test
  void aRawRequestHasARawAnswer() {
    ModelInferResponse answer = infer(TestGrpc.rawSum());
    assertThat(answer.getRawOutputContentsList())
        .containsExactly(TestGrpc.raw(4, 6.5f), TestGrpc.raw(3, 9));
    assertThat(answer.getOutputs(0).hasContents()).isFalse();
    assertThat(answer.getOutputs(0).getDatatype()).isEqualTo("FP32");
  }

  @Test
  void onlyTheOutputsAskedForAreAnswered() {
    var product =
        ModelInferRequest.InferRequestedOutputTensor.newBuilder().setName("product").build();
    ModelInferResponse answer = infer(TestGrpc.rawSum().addOutputs(product).setModelVersion("1"));
    assertThat(answer.getOutputsList()).hasSize(1);
    assertThat(answer.getRawOutputContentsList()).containsExactly(TestGrpc.raw(3, 9));
  }

  @Test
  void compressedRequestsAreTaken() {
    var answer = grpc.inference.withCompression("gzip").modelInfer(TestGrpc.rawSum().build());
    assertThat(answer.getRawOutputContents(0)).isEqualTo(TestGrpc.raw(4, 6.5f));
  }

  @Test
  void aLargeTensorGoesThroughAndBackBothWays() throws IOException {
    int columns = 300_000;
    Path file = data.resolve("wide.onnx");
    Files.write(
        file, TinyModel.identity(Datatype.FP32, "batch", Integer.toString(columns)).bytes());
    node.deploy("wide", "kind: Model\nname: wide\nfrom: file:" + file + "\n");
    var values = new float[columns];
    for (int i = 0; i < columns; i++) {
      values[i] = i + 0.25f;
    }
    var input = TestGrpc.input("x", "FP32", 1, columns);
    var request = ModelInferRequest.newBuilder().setModelName("wide");
    ByteString raw = TestGrpc.raw(values);
    ModelInferResponse rawAnswer = infer(request.clone().addInputs(input).addRawInputContents(raw));
    assertThat(rawAnswer.getRawOutputContents(0)).isEqualTo(raw);
    InferTensorContents typed = TestGrpc.floats(values).build();
    ModelInferResponse answer = infer(request.addInputs(input.setContents(typed)));
    assertThat(answer.getOutputs(0).getContents()).isEqualTo(typed);
    TestNode.eventually("it is let go", () -> node.metric("hearth_bodies_held_bytes") == 0);
  }

  private static void isRefused(
      Status.Code code, String reason, Consumer<ModelInferRequest.Builder> change) {
    for (var request : new ModelInferRequest.Builder[] {TestGrpc.sum(), TestGrpc.rawSum()}) {
      change.accept(request);
      Status status = refused(request);
      assertThat(status.getCode()).as(status.toString()).isEqualTo(code);
      assertThat(status.getDescription()).contains(reason);
    }
  }

  @Test
  void whatDoesNotExistIsNotFound() {
    isRefused(Status.Code.NOT_FOUND, "'none'", request -> request.setModelName("none"));
    isRefused(Status.Code.NOT_FOUND, "version '9'", request -> request.setModelVersion("9"));
    isRefused(Status.Code.INVALID_ARGUMENT, "model_name", request -> request.clearModelName());
  }

  @Test
  void badInputIsRefusedWithItsReason() {
    Status.Code invalid = Status.Code.INVALID_ARGUMENT;
    isRefused(invalid, "'c'", request -> request.getInputsBuilder(1).setName("c"));
    isRefused(invalid, "more than once", request -> request.getInputsBuilder(1).setName("a"));
    isRefused(invalid, "FP33", request -> request.getInputsBuilder(1).setDatatype("FP33"));
    isRefused(invalid, "FP64", request -> request.getInputsBuilder(1).setDatatype("FP64"));
    isRefused(invalid, "[2, 2]", request -> request.getInputsBuilder(1).setShape(0, 2));
    isRefused(invalid, "[-1, 2]", request -> request.getInputsBuilder(1).setShape(0, -1));
    isRefused(invalid, "'z'", request -> request.addOutputsBuilder().setName("z"));
    isRefused(
        invalid,
        "timeout",
        request ->
            request.putParameters(
                "timeout", InferParameter.newBuilder().setInt64Param(-1).build()));
    isRefused(
        invalid,
        "1 raw_input_contents",
        request -> {
          request.clearRawInputContents();
          request.addRawInputContents(TestGrpc.raw(1, 2));
        });
  }

  @Test
  void rawAndTypedContentsAreNotMixed() {
    var mixed = TestGrpc.sum().addRawInputContents(TestGrpc.raw(1, 2));
    assertThat(refused(mixed.addRawInputContents(TestGrpc.raw(1, 2))).getDescription())
        .contains("has contents but the request has raw_input_contents");
  }

  @Test
  void bytesThatAreNoMessageAreRefused() {
    var garbage =
        io.grpc.MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodType.UNARY)
            .setFullMethodName(TestGrpc.SERVICE + "/ModelInfer")
            .setRequestMarshaller(new BytesMarshaller())
            .setResponseMarshaller(new BytesMarshaller())
            .build();
    var refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                ClientCalls.blockingUnaryCall(
                    grpc.channel, garbage, CallOptions.DEFAULT, new byte[] {0x2a, 0x7f, 1}));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refused.getStatus().getDescription()).contains("Protocol Buffers");
  }

  @Test
  void anUnknownMethodIsUnimplemented() {
    var request = ModelStatisticsRequest.getDefaultInstance();
    var refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> grpc.call("Trace", request, ModelStatisticsResponse.getDefaultInstance()));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void aStreamAnswersInOrderAndOutlivesErrors() {
    var method =
        TestGrpc.method(
            MethodType.BIDI_STREAMING,
            "ModelStreamInfer",
            ModelInferRequest.getDefaultInstance(),
            ModelStreamInferResponse.getDefaultInstance());
    var stream = TestGrpc.stream(grpc.channel, CallOptions.DEFAULT, method);
    for (int i = 0; i < 300; i++) {
      var request = i % 3 == 0 ? TestGrpc.rawSum() : TestGrpc.sum();
      if (i % 3 == 1) {
        request.setModelName("none");
      }
      stream.requests().onNext(request.setId("r" + i).build());
    }
    for (int i = 0; i < 300; i++) {
      ModelStreamInferResponse answer = stream.next();
      assertThat(answer.getInferResponse().getId()).isEqualTo("r" + i);
      if (i % 3 == 1) {
        assertThat(answer.getErrorMessage()).contains("'none'");
      } else {
        assertThat(answer.getErrorMessage()).isEmpty();
        assertThat(answer.getInferResponse().getRawOutputContentsCount())
            .isEqualTo(i % 3 == 0 ? 2 : 0);
      }
    }
    stream.requests().onCompleted();
    assertThat(stream.end()).isNull();
    TestNode.eventually("it is let go", () -> node.metric("hearth_bodies_held_bytes") == 0);
  }

  @Test
  void modelsAreListedUnloadedAndLoaded() throws IOException {
    Path file = data.resolve("other.onnx");
    Files.write(file, TinyModel.arithmetic(2).bytes());
    node.deploy("other", "kind: Model\nname: other\nfrom: file:" + file + "\n");
    var unload = RepositoryModelUnloadRequest.newBuilder().setModelName("other").build();
    grpc.call("RepositoryModelUnload", unload, RepositoryModelUnloadResponse.getDefaultInstance());
    assertThat(index(false)).contains("other 1 UNAVAILABLE unloaded", "sum 1 READY ");
    assertThat(index(true)).contains("sum 1 READY ").noneMatch(entry -> entry.contains("other"));
    Status status = refused(TestGrpc.sum().setModelName("other"));
    assertThat(status.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(status.getDescription()).contains("unloaded");
    var load = RepositoryModelLoadRequest.newBuilder().setModelName("other");
    grpc.call(
        "RepositoryModelLoad", load.build(), RepositoryModelLoadResponse.getDefaultInstance());
    assertThat(infer(TestGrpc.sum().setModelName("other")).getOutputsCount()).isEqualTo(2);
    var config = ModelRepositoryParameter.newBuilder().setStringParam("{}").build();
    var refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                grpc.call(
                    "RepositoryModelLoad",
                    load.putParameters("config", config).build(),
                    RepositoryModelLoadResponse.getDefaultInstance()));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  private static java.util.List<String> index(boolean ready) {
    return grpc
        .call(
            "RepositoryIndex",
            RepositoryIndexRequest.newBuilder().setReady(ready).build(),
            RepositoryIndexResponse.getDefaultInstance())
        .getModelsList()
        .stream()
        .map(
            each ->
                String.join(
                    " ", each.getName(), each.getVersion(), each.getState(), each.getReason()))
        .toList();
  }

  @Test
  void whatAModelDidIsCounted() {
    infer(TestGrpc.rawSum());
    var statistics =
        grpc.call(
            "ModelStatistics",
            ModelStatisticsRequest.newBuilder().setName("sum").build(),
            ModelStatisticsResponse.getDefaultInstance());
    var model = statistics.getModelStats(0);
    assertThat(model.getName()).isEqualTo("sum");
    assertThat(model.getInferenceCount()).isPositive();
    assertThat(model.getInferenceStats().getSuccess().getNs()).isPositive();
    assertThat(model.getBatchStatsList()).isNotEmpty();
  }

  @Test
  void grpcOverHttp1IsRefused() {
    var answer =
        node.send(
                "POST",
                "/" + TestGrpc.SERVICE + "/ServerLive",
                "",
                "Content-Type",
                "application/grpc")
            .join();
    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.body()).contains("HTTP/2");
  }
}
