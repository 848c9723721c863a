package dev.hearth.gateway.grpc;

import com.google.protobuf.Descriptors.FileDescriptor;
import dev.hearth.gateway.grpc.schema.InferenceSchema;
import io.grpc.health.v1.HealthProto;
import io.grpc.reflection.v1.ErrorResponse;
import io.grpc.reflection.v1.ExtensionNumberResponse;
import io.grpc.reflection.v1.FileDescriptorResponse;
import io.grpc.reflection.v1.ListServiceResponse;
import io.grpc.reflection.v1.ServerReflectionProto;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import java.util.List;
import java.util.Optional;

/**
 * gRPC's own service that tells what is served, with the schemas. Its earlier version v1alpha has
 * other names and the same bytes, so that one listener answers both.
 */
public final class ReflectionGrpc {
  private static final String V1 = "grpc.reflection.v1.ServerReflection";
  private static final String V1_ALPHA = "grpc.reflection.v1alpha.ServerReflection";
  private static final List<FileDescriptor> FILES =
      List.of(
          InferenceSchema.getDescriptor(),
          HealthProto.getDescriptor(),
          ServerReflectionProto.getDescriptor());

  private ReflectionGrpc() {}

  public static void addTo(GrpcServer server) {
    for (String name : List.of(V1, V1_ALPHA)) {
      server.add(
          name,
          "ServerReflectionInfo",
          new GrpcMethod<>(
              data -> Messages.read(ServerReflectionRequest.parser(), data), Reflecting::new));
    }
  }

  static ServerReflectionResponse answer(ServerReflectionRequest request) {
    ServerReflectionResponse.Builder answer =
        ServerReflectionResponse.newBuilder()
            .setValidHost(request.getHost())
            .setOriginalRequest(request);
    switch (request.getMessageRequestCase()) {
      case LIST_SERVICES -> answer.setListServicesResponse(services());
      case FILE_BY_FILENAME ->
          file(answer, file(request.getFileByFilename()), request.getFileByFilename());
      case FILE_CONTAINING_SYMBOL ->
          file(
              answer, symbol(request.getFileContainingSymbol()), request.getFileContainingSymbol());
      case ALL_EXTENSION_NUMBERS_OF_TYPE ->
          answer.setAllExtensionNumbersResponse(
              ExtensionNumberResponse.newBuilder()
                  .setBaseTypeName(request.getAllExtensionNumbersOfType()));
      case FILE_CONTAINING_EXTENSION -> missing(answer, "the schemas have no extensions");
      case MESSAGEREQUEST_NOT_SET -> missing(answer, "the request asks nothing");
    }
    return answer.build();
  }

  private static ListServiceResponse services() {
    return ListServiceResponse.newBuilder()
        .addAllService(
            FILES.stream()
                .flatMap(file -> file.getServices().stream())
                .map(each -> ServiceResponse.newBuilder().setName(each.getFullName()).build())
                .toList())
        .build();
  }

  private static void file(
      ServerReflectionResponse.Builder answer, Optional<FileDescriptor> file, String asked) {
    file.ifPresentOrElse(
        found ->
            answer.setFileDescriptorResponse(
                FileDescriptorResponse.newBuilder()
                    .addFileDescriptorProto(found.toProto().toByteString())),
        () -> missing(answer, "nothing here is called '" + asked + "'"));
  }

  private static void missing(ServerReflectionResponse.Builder answer, String message) {
    answer.setErrorResponse(
        ErrorResponse.newBuilder()
            .setErrorCode(GrpcStatus.NOT_FOUND.number())
            .setErrorMessage(message));
  }

  private static Optional<FileDescriptor> file(String name) {
    return FILES.stream().filter(file -> file.getName().equals(name)).findFirst();
  }

  /** The file that defines a service, method, message or enumeration. */
  private static Optional<FileDescriptor> symbol(String name) {
    return FILES.stream().filter(file -> defines(file, name)).findFirst();
  }

  private static boolean defines(FileDescriptor file, String name) {
    String start = file.getPackage() + ".";
    if (!name.startsWith(start)) {
      return false;
    }
    String[] path = name.substring(start.length()).split("\\.", -1);
    var service = file.findServiceByName(path[0]);
    return service == null
        ? file.findMessageTypeByName(path[0]) != null || file.findEnumTypeByName(path[0]) != null
        : path.length == 1 || service.findMethodByName(path[1]) != null;
  }

  /** Answers each question as it comes. */
  private static final class Reflecting implements GrpcMethod.Listener<ServerReflectionRequest> {
    private final GrpcCall call;
    private boolean received;

    Reflecting(GrpcCall call) {
      this.call = call;
      call.onWritable(this::goOn);
    }

    @Override
    public void message(ServerReflectionRequest message, Runnable done) {
      done.run();
      call.send(Frames.of(answer(message)));
      if (call.full()) {
        call.request().pause();
      }
    }

    private void goOn() {
      if (!received && !call.over()) {
        call.request().resume();
      }
    }

    @Override
    public void received() {
      received = true;
      call.end();
    }

    @Override
    public void drain() {
      call.end();
    }
  }
}
