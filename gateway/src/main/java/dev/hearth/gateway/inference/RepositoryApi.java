package dev.hearth.gateway.inference;

import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.security.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Triton's extensions of the protocol for a repository of models and for statistics, over HTTP. */
public final class RepositoryApi {
  private static final Logger LOG = LoggerFactory.getLogger(RepositoryApi.class);

  private final ModelRepository repository;
  private final InferenceService service;
  private final Bodies bodies;

  public RepositoryApi(ModelRepository repository, InferenceService service, Bodies bodies) {
    this.repository = repository;
    this.service = service;
    this.bodies = bodies;
  }

  /** Adds its routes; before those of {@link InferenceApi}, which would take one for a model. */
  public void addTo(Router router) {
    router
        .route("POST", "/v2/repository/index", this::index)
        .route("POST", "/v2/repository/models/{model}/load", this::load)
        .route("POST", "/v2/repository/models/{model}/unload", this::unload)
        .route("GET", "/v2/models/stats", this::allStatistics)
        .route("GET", "/v2/models/{model}/stats", this::statistics)
        .route("GET", "/v2/models/{model}/versions/{version}/stats", this::statistics);
  }

  private void index(Exchange exchange) {
    withBody(
        exchange,
        body -> {
          boolean onlyReady = onlyReady(body);
          exchange.json(
              200,
              Json.of(
                  repository.models().stream()
                      .map(model -> RepositoryEntry.of(model, service.ready()))
                      .filter(entry -> exchange.sees(Kind.MODEL, entry.name()))
                      .filter(entry -> !onlyReady || entry.takesRequests())
                      .toList()));
        });
  }

  private static boolean onlyReady(JsonNode body) {
    JsonNode ready = body.path("ready");
    if (!ready.isMissingNode() && !ready.isBoolean()) {
      throw Problem.badRequest("ready is " + ready + " but must be true or false");
    }
    return ready.asBoolean(false);
  }

  private void load(Exchange exchange) {
    withBody(
        exchange,
        body -> {
          refuseContents(body.path("parameters"));
          repository.load(exchange.parameter("model"), new Answering(exchange));
        });
  }

  private static void refuseContents(JsonNode parameters) {
    parameters.properties().forEach(parameter -> refuseContents(parameter.getKey()));
  }

  /**
   * Refuses a parameter of a load that would say what the model is made of, which comes with its
   * manifest only.
   */
  public static void refuseContents(String parameter) {
    if (parameter.equals("config") || parameter.startsWith("file:")) {
      throw Problem.badRequest(
          "the parameter '" + parameter + "' is not taken; deploy a manifest to change a model");
    }
  }

  private void unload(Exchange exchange) {
    withBody(
        exchange, _ -> repository.unload(exchange.parameter("model"), new Answering(exchange)));
  }

  private void allStatistics(Exchange exchange) {
    answerStatistics(
        exchange,
        repository.models().stream()
            .filter(model -> exchange.sees(Kind.MODEL, model.name()))
            .toList());
  }

  private void statistics(Exchange exchange) {
    Optional<String> version = exchange.optionalParameter("version");
    String name = exchange.parameter("model");
    ServedModel model = service.find(name, version);
    answerStatistics(exchange, version.isPresent() ? List.of(model) : service.versions(name));
  }

  private void answerStatistics(Exchange exchange, List<? extends ServedModel> models) {
    exchange.json(
        200, Json.of(new Statistics(models.stream().map(repository::statistics).toList())));
  }

  private void withBody(Exchange exchange, Consumer<JsonNode> then) {
    bodies
        .read(exchange)
        .map(RepositoryApi::object)
        .onSuccess(
            body -> {
              try {
                then.accept(body);
              } catch (RuntimeException e) {
                exchange.fail(failure(exchange, e));
              }
            })
        .onFailure(cause -> exchange.fail(failure(exchange, cause)));
  }

  private static Problem failure(Exchange exchange, Throwable cause) {
    if (!(cause instanceof Problem)) {
      LOG.error("{} failed", exchange.request().path(), cause);
    }
    return Problem.from(cause);
  }

  private static JsonNode object(byte[] body) {
    try {
      JsonNode tree = Json.tree(body.length == 0 ? new byte[] {'{', '}'} : body);
      if (tree.isObject()) {
        return tree;
      }
    } catch (JacksonException e) {
      throw Tokens.notJson(e);
    }
    throw Problem.badRequest("the body must be a JSON object, or empty");
  }

  @JsonNaming(SnakeCaseStrategy.class)
  private record Statistics(List<ModelStatistics> modelStats) {}

  /** Answers a change with an empty object. */
  private record Answering(Exchange exchange) implements ModelRepository.Listener {
    @Override
    public void changed() {
      exchange.json(200, Json.of(Map.of()));
    }

    @Override
    public void failed(Problem problem) {
      exchange.fail(problem);
    }
  }
}
