package dev.hearth.gateway.grpc;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.hearth.gateway.grpc.schema.ModelMetadataRequest;
import dev.hearth.gateway.grpc.schema.ModelMetadataResponse;
import dev.hearth.gateway.grpc.schema.ModelReadyRequest;
import dev.hearth.gateway.grpc.schema.ModelReadyResponse;
import dev.hearth.gateway.grpc.schema.ServerLiveRequest;
import dev.hearth.gateway.grpc.schema.ServerLiveResponse;
import dev.hearth.gateway.grpc.schema.ServerMetadataRequest;
import dev.hearth.gateway.grpc.schema.ServerMetadataResponse;
import dev.hearth.gateway.grpc.schema.ServerReadyRequest;
import dev.hearth.gateway.grpc.schema.ServerReadyResponse;
import dev.hearth.gateway.inference.InferenceApi;
import dev.hearth.gateway.inference.InferenceService;
import dev.hearth.gateway.inference.ServedModel;
import dev.hearth.gateway.inference.Timeouts;
import dev.hearth.inference.TensorMetadata;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.function.BiFunction;

/** The Open Inference Protocol, version 2, over gRPC, with Triton's stream of requests. */
public final class InferenceGrpc {
  static final String SERVICE = "inference.GRPCInferenceService";

  private final InferenceService service;
  private final Inferring inferring;

  public InferenceGrpc(Vertx vertx, InferenceService service, Timeouts timeouts) {
    this.service = service;
    this.inferring = new Inferring(vertx, service, timeouts);
  }

  public void addTo(GrpcServer server) {
    server.add(SERVICE, "ModelInfer", GrpcMethod.unary(Asked::read, this::infer));
    server.add(
        SERVICE,
        "ModelStreamInfer",
        new GrpcMethod<>(Asked::read, call -> new StreamInfer(call, inferring)));
    question(server, "ServerLive", ServerLiveRequest.parser(), (_, _) -> live());
    question(server, "ServerReady", ServerReadyRequest.parser(), (_, _) -> ready());
    question(server, "ServerMetadata", ServerMetadataRequest.parser(), (_, _) -> metadata());
    question(server, "ModelReady", ModelReadyRequest.parser(), this::modelReady);
    question(server, "ModelMetadata", ModelMetadataRequest.parser(), this::modelMetadata);
  }

  /** A method that is answered at once. */
  static <T> void question(
      GrpcServer server,
      String name,
      Parser<T> parser,
      BiFunction<GrpcCall, T, MessageLite> answer) {
    server.add(
        SERVICE,
        name,
        GrpcMethod.unary(
            data -> Messages.read(parser, data),
            (call, message) -> call.answer(answer.apply(call, message))));
  }

  private void infer(GrpcCall call, Asked asked) {
    InferenceService.Call running =
        inferring.submit(asked, call, Answers::frame, new CallReply(call));
    call.onAbandoned(running::cancel);
  }

  private static ServerLiveResponse live() {
    return ServerLiveResponse.newBuilder().setLive(true).build();
  }

  private ServerReadyResponse ready() {
    return ServerReadyResponse.newBuilder().setReady(service.ready()).build();
  }

  private ServerMetadataResponse metadata() {
    return ServerMetadataResponse.newBuilder()
        .setName("hearth")
        .setVersion(service.version())
        .addAllExtensions(InferenceApi.EXTENSIONS)
        .build();
  }

  private ModelReadyResponse modelReady(GrpcCall call, ModelReadyRequest request) {
    call.require(request.getName());
    ServedModel model = model(service, request.getName(), request.getVersion());
    return ModelReadyResponse.newBuilder().setReady(service.ready() && model.ready()).build();
  }

  /** The model of a name, in a version unless that is empty. */
  static ServedModel model(InferenceService service, String name, String version) {
    return service.find(name, Optional.of(version).filter(asked -> !asked.isEmpty()));
  }

  private ModelMetadataResponse modelMetadata(GrpcCall call, ModelMetadataRequest request) {
    call.require(request.getName());
    ServedModel model = model(service, request.getName(), request.getVersion());
    ModelMetadataResponse.Builder answer =
        ModelMetadataResponse.newBuilder()
            .setName(model.name())
            .addAllVersions(
                service.versions(model.name()).stream().map(ServedModel::version).toList())
            .setPlatform(model.platform());
    model.graph().inputs().forEach(input -> answer.addInputs(tensor(input)));
    model.graph().outputs().forEach(output -> answer.addOutputs(tensor(output)));
    return answer.build();
  }

  private static ModelMetadataResponse.TensorMetadata tensor(TensorMetadata tensor) {
    return ModelMetadataResponse.TensorMetadata.newBuilder()
        .setName(tensor.name())
        .setDatatype(tensor.datatype().name())
        .addAllShape(tensor.shape())
        .build();
  }
}
