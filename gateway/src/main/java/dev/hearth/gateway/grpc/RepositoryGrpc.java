package dev.hearth.gateway.grpc;

import com.google.protobuf.MessageLite;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.grpc.schema.InferBatchStatistics;
import dev.hearth.gateway.grpc.schema.InferStatistics;
import dev.hearth.gateway.grpc.schema.ModelStatisticsRequest;
import dev.hearth.gateway.grpc.schema.ModelStatisticsResponse;
import dev.hearth.gateway.grpc.schema.RepositoryIndexRequest;
import dev.hearth.gateway.grpc.schema.RepositoryIndexResponse;
import dev.hearth.gateway.grpc.schema.RepositoryIndexResponse.ModelIndex;
import dev.hearth.gateway.grpc.schema.RepositoryModelLoadRequest;
import dev.hearth.gateway.grpc.schema.RepositoryModelLoadResponse;
import dev.hearth.gateway.grpc.schema.RepositoryModelUnloadRequest;
import dev.hearth.gateway.grpc.schema.RepositoryModelUnloadResponse;
import dev.hearth.gateway.grpc.schema.StatisticDuration;
import dev.hearth.gateway.inference.InferenceService;
import dev.hearth.gateway.inference.ModelRepository;
import dev.hearth.gateway.inference.ModelStatistics;
import dev.hearth.gateway.inference.RepositoryApi;
import dev.hearth.gateway.inference.RepositoryEntry;
import dev.hearth.gateway.inference.ServedModel;
import java.util.List;

/** Triton's extensions of the protocol for a repository of models and for statistics, over gRPC. */
public final class RepositoryGrpc {
  private final ModelRepository repository;
  private final InferenceService service;

  public RepositoryGrpc(ModelRepository repository, InferenceService service) {
    this.repository = repository;
    this.service = service;
  }

  public void addTo(GrpcServer server) {
    InferenceGrpc.question(server, "RepositoryIndex", RepositoryIndexRequest.parser(), this::index);
    InferenceGrpc.question(
        server, "ModelStatistics", ModelStatisticsRequest.parser(), this::statistics);
    server.add(
        InferenceGrpc.SERVICE,
        "RepositoryModelLoad",
        GrpcMethod.unary(
            data -> Messages.read(RepositoryModelLoadRequest.parser(), data), this::load));
    server.add(
        InferenceGrpc.SERVICE,
        "RepositoryModelUnload",
        GrpcMethod.unary(
            data -> Messages.read(RepositoryModelUnloadRequest.parser(), data), this::unload));
  }

  private RepositoryIndexResponse index(GrpcCall call, RepositoryIndexRequest request) {
    RepositoryIndexResponse.Builder answer = RepositoryIndexResponse.newBuilder();
    for (ServedModel model : repository.models()) {
      RepositoryEntry entry = RepositoryEntry.of(model, service.ready());
      if (call.sees(entry.name()) && (entry.takesRequests() || !request.getReady())) {
        answer.addModels(
            ModelIndex.newBuilder()
                .setName(entry.name())
                .setVersion(entry.version())
                .setState(entry.state())
                .setReason(entry.reason()));
      }
    }
    return answer.build();
  }

  private void load(GrpcCall call, RepositoryModelLoadRequest request) {
    call.require(request.getModelName());
    request.getParametersMap().keySet().forEach(RepositoryApi::refuseContents);
    repository.load(
        request.getModelName(),
        new Answering(call, RepositoryModelLoadResponse.getDefaultInstance()));
  }

  private void unload(GrpcCall call, RepositoryModelUnloadRequest request) {
    call.require(request.getModelName());
    repository.unload(
        request.getModelName(),
        new Answering(call, RepositoryModelUnloadResponse.getDefaultInstance()));
  }

  private ModelStatisticsResponse statistics(GrpcCall call, ModelStatisticsRequest request) {
    List<? extends ServedModel> models =
        repository.models().stream().filter(model -> call.sees(model.name())).toList();
    if (!request.getName().isEmpty()) {
      call.require(request.getName());
      ServedModel model = InferenceGrpc.model(service, request.getName(), request.getVersion());
      models =
          request.getVersion().isEmpty() ? service.versions(request.getName()) : List.of(model);
    }
    ModelStatisticsResponse.Builder answer = ModelStatisticsResponse.newBuilder();
    models.forEach(model -> answer.addModelStats(statistics(repository.statistics(model))));
    return answer.build();
  }

  private static dev.hearth.gateway.grpc.schema.ModelStatistics statistics(ModelStatistics model) {
    ModelStatistics.InferenceStatistics all = model.inferenceStats();
    return dev.hearth.gateway.grpc.schema.ModelStatistics.newBuilder()
        .setName(model.name())
        .setVersion(model.version())
        .setLastInference(model.lastInference())
        .setInferenceCount(model.inferenceCount())
        .setExecutionCount(model.executionCount())
        .setInferenceStats(
            InferStatistics.newBuilder()
                .setSuccess(duration(all.success()))
                .setFail(duration(all.fail()))
                .setQueue(duration(all.queue()))
                .setComputeInput(duration(all.computeInput()))
                .setComputeInfer(duration(all.computeInfer()))
                .setComputeOutput(duration(all.computeOutput()))
                .setCacheHit(duration(all.cacheHit()))
                .setCacheMiss(duration(all.cacheMiss())))
        .addAllBatchStats(model.batchStats().stream().map(RepositoryGrpc::batch).toList())
        .build();
  }

  private static InferBatchStatistics batch(ModelStatistics.BatchStatistics batch) {
    return InferBatchStatistics.newBuilder()
        .setBatchSize(batch.batchSize())
        .setComputeInput(duration(batch.computeInput()))
        .setComputeInfer(duration(batch.computeInfer()))
        .setComputeOutput(duration(batch.computeOutput()))
        .build();
  }

  private static StatisticDuration duration(ModelStatistics.Duration duration) {
    return StatisticDuration.newBuilder().setCount(duration.count()).setNs(duration.ns()).build();
  }

  /** Answers a change once it is durable. */
  private record Answering(GrpcCall call, MessageLite answer) implements ModelRepository.Listener {
    @Override
    public void changed() {
      call.answer(answer);
    }

    @Override
    public void failed(Problem problem) {
      call.fail(problem);
    }
  }
}
