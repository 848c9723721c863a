package dev.hearth.gateway.kserve;

import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.inference.InferenceApi;
import dev.hearth.gateway.inference.InferenceService;
import dev.hearth.gateway.inference.JsonInference;
import dev.hearth.gateway.inference.ModelRepository;
import dev.hearth.gateway.inference.ServedModel;
import dev.hearth.gateway.security.Kind;
import dev.hearth.inference.GraphMetadata;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** KServe's first protocol, below {@code /v1/models}. */
public final class KserveApi {
  private static final String PREDICT = ":predict";

  private final InferenceService service;
  private final ModelRepository repository;
  private final JsonInference inference;

  public KserveApi(InferenceService service, ModelRepository repository, JsonInference inference) {
    this.service = service;
    this.repository = repository;
    this.inference = inference;
  }

  public void addTo(Router router) {
    router
        .route("POST", "/v1/models/{model}" + PREDICT, this::predict)
        .route("POST", "/v1/models/{model}", this::otherVerb)
        .route("GET", "/v1/models", this::models)
        .route("GET", "/v1/models/{model}", this::ready);
  }

  private void models(Exchange exchange) {
    List<String> names =
        repository.models().stream()
            .map(ServedModel::name)
            .filter(name -> exchange.sees(Kind.MODEL, name))
            .distinct()
            .sorted()
            .toList();
    exchange.json(200, Json.of(Map.of("models", names)));
  }

  private void ready(Exchange exchange) {
    ServedModel model = service.find(exchange.parameter("model"), Optional.empty());
    boolean ready = service.ready() && model.ready();
    exchange.json(ready ? 200 : 503, Json.of(new Ready(model.name(), ready)));
  }

  private void otherVerb(Exchange exchange) {
    throw Problem.notFound(
        "nothing is served at '%s'; of a model's verbs there is only %s"
            .formatted(exchange.request().path(), PREDICT));
  }

  private void predict(Exchange exchange) {
    String name = exchange.parameter("model");
    Optional<String> key = exchange.header(InferenceApi.ROUTING_KEY_HEADER);
    GraphMetadata graph = service.find(name, Optional.empty()).graph();
    inference.handle(
        exchange,
        body -> PredictReader.read(body, graph),
        request -> work(service.route(name, Optional.empty(), key), request));
  }

  private static JsonInference.Work work(ServedModel model, PredictRequest request) {
    return new JsonInference.Work(
        model, request.requests(model), answers -> PredictAnswer.write(request, answers));
  }

  private record Ready(String name, boolean ready) {}
}
