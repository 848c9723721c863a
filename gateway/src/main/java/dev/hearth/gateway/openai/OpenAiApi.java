package dev.hearth.gateway.openai;

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
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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
    Optional<String> key = exchange.header(InferenceApi.ROUTING_KEY_HEADER);
    inference.handle(exchange, EmbeddingReader::read, asked -> work(exchange, asked, key));
  }

  private JsonInference.Work work(Exchange exchange, EmbeddingRequest asked, Optional<String> key) {
    Embedder embedder =
        embedder(
            () -> {
              exchange.require(Kind.MODEL, asked.model());
              return service.route(asked.model(), Optional.empty(), key);
            });
    return new JsonInference.Work(
        embedder.model(),
        embedder.requests(asked),
        answers -> EmbeddingAnswer.write(asked, answers));
  }

  private static ServedModel search(Supplier<ServedModel> search) {
    try {
      return search.get();
    } catch (Problem problem) {
      throw problem.inField(OpenAiErrors.MODEL);
    }
  }

  private static Embedder embedder(Supplier<ServedModel> search) {
    ServedModel model = search(search);
    return Embedder.of(model)
        .orElseThrow(
            () ->
                Problem.badRequest(
                        "model '%s' gives no embeddings; deploy it with embedding in its manifest"
                            .formatted(model.name()))
                    .inField(OpenAiErrors.MODEL));
  }

  private void models(Exchange exchange) {
    List<ModelBody> models =
        repository.models().stream()
            .filter(model -> exchange.sees(Kind.MODEL, model.name()))
            .filter(OpenAiApi::answers)
            .map(ModelBody::of)
            .distinct()
            .toList();
    exchange.json(200, Json.of(new ModelList("list", models)));
  }

  private void model(Exchange exchange) {
    ServedModel model = search(() -> service.find(exchange.parameter("model"), Optional.empty()));
    if (!answers(model)) {
      throw Problem.badRequest(
              "model '%s' gives neither embeddings nor text".formatted(model.name()))
          .inField(OpenAiErrors.MODEL);
    }
    exchange.json(200, Json.of(ModelBody.of(model)));
  }

  private static boolean answers(ServedModel model) {
    return model.generation().isPresent() || Embedder.of(model).isPresent();
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
