package dev.hearth.gateway.inference;

import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Router;
import dev.hearth.inference.generation.Ending.Finished;
import dev.hearth.inference.generation.GenerationRequest;
import dev.hearth.inference.generation.GenerationRequest.Prompt;
import dev.hearth.inference.generation.Sampling;
import dev.hearth.inference.pipeline.GenerationConfig;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Triton's generate extension: {@code POST /v2/models/M/generate} and {@code generate_stream} with
 * {@code text_input}, whose parameters stand beside it or in {@code parameters}. Without a
 * temperature the likeliest tokens are taken.
 */
public final class GenerateApi {
  private static final int TOKENS = 16;

  private final InferenceService service;
  private final Completions completions;

  public GenerateApi(InferenceService service, Completions completions) {
    this.service = service;
    this.completions = completions;
  }

  public void addTo(Router router) {
    for (String model : List.of("/v2/models/{model}", "/v2/models/{model}/versions/{version}")) {
      router
          .route("POST", model + "/generate", exchange -> handle(exchange, false))
          .route("POST", model + "/generate_stream", exchange -> handle(exchange, true));
    }
  }

  private void handle(Exchange exchange, boolean streamed) {
    completions.handle(exchange, GenerateApi::tree, body -> work(exchange, body, streamed));
  }

  private static JsonNode tree(byte[] body) {
    try {
      return Json.tree(body);
    } catch (JacksonException e) {
      throw Tokens.notJson(e);
    }
  }

  private Completions.Work work(Exchange exchange, JsonNode body, boolean streamed) {
    ServedModel model =
        service.route(
            exchange.parameter("model"),
            exchange.optionalParameter("version"),
            exchange.header(InferenceApi.ROUTING_KEY_HEADER));
    GenerationConfig config =
        model
            .generation()
            .orElseThrow(
                () ->
                    Problem.badRequest(
                        "model '%s' generates no text; ask it with infer".formatted(model.name())));
    JsonNode text = body.path("text_input");
    if (!text.isString()) {
      throw Problem.badRequest("text_input must be a string");
    }
    var request =
        new GenerationRequest(
            new Prompt.Text(text.stringValue()),
            maxTokens(body, config),
            sampling(body),
            stop(body));
    return new Completions.Work(model, request, new Form(model, streamed));
  }

  private static JsonNode parameter(JsonNode body, String name) {
    return body.has(name) ? body.path(name) : body.path("parameters").path(name);
  }

  private static int maxTokens(JsonNode body, GenerationConfig config) {
    JsonNode value = parameter(body, "max_tokens");
    int limit = config.maxTokens();
    if (value.isMissingNode()) {
      return Math.min(TOKENS, limit);
    }
    if (!value.isInt() || value.intValue() < 1 || value.intValue() > limit) {
      throw Problem.badRequest("max_tokens must be a whole number from 1 to " + limit);
    }
    return value.intValue();
  }

  private static Sampling sampling(JsonNode body) {
    try {
      return new Sampling(
          number(body, "temperature", 0), number(body, "top_p", 1), (long) number(body, "seed", 0));
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static double number(JsonNode body, String name, double otherwise) {
    JsonNode value = parameter(body, name);
    if (!value.isMissingNode() && !value.isNumber()) {
      throw Problem.badRequest(name + " must be a number");
    }
    return value.asDouble(otherwise);
  }

  private static List<String> stop(JsonNode body) {
    JsonNode value = parameter(body, "stop");
    if (value.isMissingNode()) {
      return List.of();
    }
    List<JsonNode> all = value.isArray() ? value.valueStream().toList() : List.of(value);
    if (all.size() > 4 || !all.stream().allMatch(GenerateApi::isText)) {
      throw Problem.badRequest("stop must be a string that is not empty, or up to 4 of them");
    }
    return all.stream().map(JsonNode::stringValue).toList();
  }

  private static boolean isText(JsonNode node) {
    return node.isString() && !node.stringValue().isEmpty();
  }

  private record Form(ServedModel model, boolean streamed) implements TextForm {
    @Override
    public Buffer whole(String text, Finished finished) {
      return answer(text);
    }

    private Buffer answer(String text) {
      return Json.of(new Answer(model.name(), model.version(), text));
    }

    @Override
    public List<Buffer> begin() {
      return List.of();
    }

    @Override
    public Buffer more(String text) {
      return answer(text);
    }

    @Override
    public List<Buffer> end(Finished finished) {
      return List.of();
    }

    @Override
    public Buffer failed(Problem problem) {
      return Json.error(problem.text());
    }
  }

  @JsonNaming(SnakeCaseStrategy.class)
  private record Answer(String modelName, String modelVersion, String textOutput) {}
}
