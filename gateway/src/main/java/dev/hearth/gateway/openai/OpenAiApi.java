package dev.hearth.gateway.openai;

import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.inference.InferenceService;
import dev.hearth.gateway.inference.JsonInference;
import dev.hearth.gateway.inference.ModelRepository;
import dev.hearth.gateway.inference.ServedModel;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** OpenAI's embeddings and models, below {@code /openai/v1}. */
public final class OpenAiApi {
  private static final String BASE = "/openai/v1";

  private final InferenceService service;
  private final ModelRepository repository;
  private final JsonInference inference;

  public OpenAiApi(InferenceService service, ModelRepository repository, JsonInference inference) {
    this.service = service;
    this.repository = repository;
    this.inference = inference;
  }

  public void addTo(Router router) {
    router
        .errorsBelow("/openai/", OpenAiErrors::body)
        .route("POST", BASE + "/embeddings", this::embeddings)
        .route("GET", BASE + "/models", this::models)
        .route("GET", BASE + "/models/{model}", this::model);
  }

  private void embeddings(Exchange exchange) {
    inference.handle(exchange, EmbeddingReader::read, this::work);
  }

  private JsonInference.Work work(EmbeddingRequest asked) {
    Embedder embedder = embedder(asked.model(), service.choose(asked.model(), Optional.empty()));
    return new JsonInference.Work(
        embedder.model(),
        embedder.requests(asked),
        answers -> EmbeddingAnswer.write(asked, answers));
  }

  private static Embedder embedder(String name, Optional<? extends ServedModel> found) {
    ServedModel model =
        found
            .map(ServedModel.class::cast)
            .orElseThrow(
                () ->
                    Problem.notFound("the model '" + name + "' does not exist")
                        .inField(OpenAiErrors.MODEL));
    return Embedder.of(model)
        .orElseThrow(
            () ->
                Problem.badRequest(
                        "the model '%s' gives no embeddings; deploy it with embedding in its manifest"
                            .formatted(name))
                    .inField(OpenAiErrors.MODEL));
  }

  private void models(Exchange exchange) {
    List<ModelBody> models =
        repository.models().stream()
            .filter(model -> Embedder.of(model).isPresent())
            .map(ModelBody::of)
            .distinct()
            .toList();
    exchange.json(200, Json.of(new ModelList("list", models)));
  }

  private void model(Exchange exchange) {
    String name = exchange.parameter("model");
    Embedder embedder = embedder(name, service.model(name));
    exchange.json(200, Json.of(ModelBody.of(embedder.model())));
  }

  private record ModelList(String object, List<ModelBody> data) {}

  /** When a model was deployed is not kept, so {@code created} is 0. */
  @JsonNaming(SnakeCaseStrategy.class)
  private record ModelBody(String id, String object, long created, String ownedBy) {
    static ModelBody of(ServedModel model) {
      return new ModelBody(model.name(), "model", 0, "hearth");
    }
  }
}
