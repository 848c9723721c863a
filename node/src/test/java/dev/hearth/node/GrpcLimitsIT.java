package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.gateway.grpc.schema.ModelStreamInferResponse;
import dev.hearth.policies.Registry;
import inference.GRPCInferenceServiceGrpc;
import inference.GrpcPredictV2.InferParameter;
import inference.GrpcPredictV2.ModelInferRequest;
import inference.GrpcPredictV2.ModelInferResponse;
import inference.GrpcPredictV2.ServerReadyRequest;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller over gRPC is told when something is full, late or stopping. */
class GrpcLimitsIT {
  /** Requests wait for company that does not come. */
  private static final String WAITS = "batching: {max-size: 16, max-delay: 20s}\n";

  private static final String QUEUED = "hearth_queue_length{model=\"sum\"}";
  private static final MethodDescriptor<ModelInferRequest, ModelStreamInferResponse> STREAM =
      TestGrpc.method(
          MethodType.BIDI_STREAMING,
          "ModelStreamInfer",
          ModelInferRequest.getDefaultInstance(),
          ModelStreamInferResponse.getDefaultInstance());

  @TempDir Path data;

  private static void awaitQueued(TestNode node, int count) {
    TestNode.eventually(count + " wait", () -> node.metric(QUEUED) == count);
  }

  private static Status refused(TestGrpc grpc, ModelInferRequest.Builder request) {
    return catchThrowableOfType(
            StatusRuntimeException.class, () -> grpc.inference.modelInfer(request.build()))
        .getStatus();
  }

  @Test
  void theTimeoutHeaderIsTheDeadline() throws IOException {
    try (TestNode node = TestNode.start(data);
        TestGrpc grpc = new TestGrpc(node)) {
      node.deploySum(WAITS);
      var headers = new Metadata();
      headers.put(Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER), "300m");
      var late =
          grpc.inference.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
      Status status =
          catchThrowableOfType(
                  StatusRuntimeException.class, () -> late.modelInfer(TestGrpc.rawSum().build()))
              .getStatus();
      assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(status.getDescription()).contains("did not answer in time", "a later deadline");
      assertThat(node.metric("hearth_requests_total{model=\"sum\",outcome=\"timed_out\"}"))
          .isEqualTo(1);
    }
  }

  @Test
  void theTimeoutParameterIsInMicroseconds() throws IOException {
    try (TestNode node = TestNode.start(data);
        TestGrpc grpc = new TestGrpc(node)) {
      node.deploySum(WAITS);
      var timeout = InferParameter.newBuilder().setInt64Param(300_000).build();
      Status status = refused(grpc, TestGrpc.sum().putParameters("timeout", timeout));
      assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }
  }

  @Test
  void aCancelledCallIsForgotten() throws IOException {
    try (TestNode node = TestNode.start(data);
        TestGrpc grpc = new TestGrpc(node)) {
      node.deploySum(WAITS);
      var call =
          GRPCInferenceServiceGrpc.newFutureStub(grpc.channel)
              .modelInfer(TestGrpc.rawSum().build());
      var stream = TestGrpc.stream(grpc.channel, CallOptions.DEFAULT, STREAM);
      stream.requests().onNext(TestGrpc.sum().build());
      awaitQueued(node, 2);
      assertThat(call.cancel(true)).isTrue();
      stream.requests().onError(new IllegalStateException("the caller has enough"));
      awaitQueued(node, 0);
      assertThat(node.metric("hearth_requests_total{model=\"sum\",outcome=\"cancelled_caller\"}"))
          .isEqualTo(2);
      TestNode.eventually("it is let go", () -> node.metric("hearth_bodies_held_bytes") == 0);
    }
  }

  @Test
  void aFullQueueIsExhausted() throws IOException {
    try (TestNode node = TestNode.start(data);
        TestGrpc grpc = new TestGrpc(node)) {
      node.deploySum(WAITS + "limits: {queue: 1}\n");
      var waiting =
          GRPCInferenceServiceGrpc.newFutureStub(grpc.channel)
              .modelInfer(TestGrpc.rawSum().build());
      awaitQueued(node, 1);
      StatusRuntimeException refused =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () -> grpc.inference.modelInfer(TestGrpc.rawSum().build()));
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      String pushback =
          Status.trailersFromThrowable(refused)
              .get(Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER));
      assertThat(Long.parseLong(pushback)).isPositive();
      waiting.cancel(true);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void aMessageBeyondTheLimitIsExhausted(String compression) throws IOException {
    NodeConfig small =
        NodeConfig.parse("requests: {max-body: 1KiB}\n", new Registry()).withPort(0).withData(data);
    try (TestNode node = TestNode.start(small);
        TestGrpc grpc = new TestGrpc(node)) {
      node.deploySum("");
      var large = TestGrpc.rawSum().setId("x".repeat(100_000)).build();
      Status status =
          catchThrowableOfType(
                  StatusRuntimeException.class,
                  () -> grpc.inference.withCompression(compression).modelInfer(large))
              .getStatus();
      assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(status.getDescription()).contains("larger than 1024 bytes", "max-body");
      assertThat(grpc.inference.modelInfer(TestGrpc.rawSum().build()).getOutputsCount())
          .isEqualTo(2);
      TestNode.eventually("it is let go", () -> node.metric("hearth_bodies_held_bytes") == 0);
    }
  }

  @Test
  void aDrainingNodeFinishesWhatItAcceptedAndTakesNothingNew() throws Exception {
    try (TestNode node = TestNode.start(data);
        TestGrpc grpc = new TestGrpc(node)) {
      node.deploySum("batching: {max-size: 16, max-delay: 2s}\n");
      var stream = TestGrpc.stream(grpc.channel, CallOptions.DEFAULT, STREAM);
      var watch = new TestGrpc.Stream<HealthCheckRequest, HealthCheckResponse>();
      HealthGrpc.newStub(grpc.channel).watch(HealthCheckRequest.getDefaultInstance(), watch);
      assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVING);
      var accepted =
          GRPCInferenceServiceGrpc.newFutureStub(grpc.channel)
              .modelInfer(TestGrpc.rawSum().build());
      stream.requests().onNext(TestGrpc.sum().build());
      awaitQueued(node, 2);
      var drained = CompletableFuture.runAsync(node.node::drain);
      assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
      assertThat(Status.fromThrowable(watch.end()).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(grpc.inference.serverReady(ServerReadyRequest.getDefaultInstance()).getReady())
          .isFalse();
      assertThat(refused(grpc, TestGrpc.rawSum()).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      ModelInferResponse answer = accepted.get(1, TimeUnit.MINUTES);
      assertThat(answer.getRawOutputContents(0)).isEqualTo(TestGrpc.raw(4, 6.5f));
      assertThat(stream.next().getErrorMessage()).isEmpty();
      assertThat(Status.fromThrowable(stream.end()).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      drained.get(1, TimeUnit.MINUTES);
    }
  }
}
