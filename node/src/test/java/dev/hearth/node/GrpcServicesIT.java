package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gRPC's own services, asked by gRPC's own clients. */
class GrpcServicesIT {
  @TempDir static Path data;
  private static TestNode node;
  private static TestGrpc grpc;

  @BeforeAll
  static void start() {
    node = TestNode.start(data);
    grpc = new TestGrpc(node);
  }

  @AfterAll
  static void stop() {
    grpc.close();
    node.close();
  }

  private static ServingStatus health(String service) {
    return HealthGrpc.newBlockingStub(grpc.channel)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  @Test
  void healthIsToldOfTheWholeAndOfEachService() {
    assertThat(health("")).isEqualTo(ServingStatus.SERVING);
    assertThat(health(TestGrpc.SERVICE)).isEqualTo(ServingStatus.SERVING);
    var unknown = catchThrowableOfType(StatusRuntimeException.class, () -> health("none"));
    assertThat(unknown.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    var watched =
        HealthGrpc.newBlockingStub(grpc.channel)
            .watch(HealthCheckRequest.newBuilder().setService("none").build());
    assertThat(watched.next().getStatus()).isEqualTo(ServingStatus.SERVICE_UNKNOWN);
  }

  @Test
  void reflectionTellsServicesAndSchemasOnOneStream() throws Exception {
    var stream = new TestGrpc.Stream<ServerReflectionRequest, ServerReflectionResponse>();
    var requests = ServerReflectionGrpc.newStub(grpc.channel).serverReflectionInfo(stream);
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    assertThat(stream.next().getListServicesResponse().getServiceList())
        .extracting(ServiceResponse::getName)
        .contains(TestGrpc.SERVICE, "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection");
    for (String symbol : new String[] {TestGrpc.SERVICE, TestGrpc.SERVICE + ".ModelInfer"}) {
      requests.onNext(ServerReflectionRequest.newBuilder().setFileContainingSymbol(symbol).build());
      var file =
          FileDescriptorProto.parseFrom(
              stream.next().getFileDescriptorResponse().getFileDescriptorProto(0));
      var service =
          FileDescriptor.buildFrom(file, new FileDescriptor[0])
              .findServiceByName("GRPCInferenceService");
      assertThat(service.findMethodByName("ModelStreamInfer").isClientStreaming()).isTrue();
    }
    requests.onNext(
        ServerReflectionRequest.newBuilder().setFileContainingSymbol("inference.None").build());
    assertThat(stream.next().getErrorResponse().getErrorMessage()).contains("inference.None");
    requests.onCompleted();
    assertThat(stream.end()).isNull();
  }

  @Test
  void theEarlierVersionOfReflectionIsAnsweredToo() {
    var stream =
        new TestGrpc.Stream<
            io.grpc.reflection.v1alpha.ServerReflectionRequest,
            io.grpc.reflection.v1alpha.ServerReflectionResponse>();
    var requests =
        io.grpc.reflection.v1alpha.ServerReflectionGrpc.newStub(grpc.channel)
            .serverReflectionInfo(stream);
    requests.onNext(
        io.grpc.reflection.v1alpha.ServerReflectionRequest.newBuilder()
            .setListServices("")
            .build());
    assertThat(stream.next().getListServicesResponse().getServiceCount()).isEqualTo(3);
    requests.onCompleted();
    assertThat(stream.end()).isNull();
  }
}
