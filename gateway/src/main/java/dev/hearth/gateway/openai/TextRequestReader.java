package dev.hearth.gateway.openai;

import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.inference.Tokens;
import dev.hearth.gateway.openai.TextRequest.Asked;
import dev.hearth.inference.generation.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads the body of a request for text. Fields that would change the answer and are not supported
 * are refused unless they have their default; {@code user} and unknown fields are passed over.
 */
final class TextRequestReader {
  private static final int MAX_STOPS = 4;
  private static final int MAX_STOP_CHARACTERS = 1_000;

  private final JsonNode body;

  private TextRequestReader(JsonNode body) {
    this.body = body;
  }

  /**
   * Reads the body of a completion.
   *
   * @throws Problem with status 400, naming the field
   */
  static TextRequest completion(byte[] body) {
    TextRequestReader reader = of(body);
    reader.refuse("suffix", JsonNode::isNull, "text between two others is not made");
    reader.refuse("logprobs", JsonNode::isNull, "log probabilities are not given");
    reader.refuse("best_of", each -> each.isInt() && each.intValue() == 1, "it must be 1");
    reader.refuse("echo", each -> each.isBoolean() && !each.booleanValue(), "it must be false");
    return reader.request(
        new Asked.Completion(PromptReader.completion(reader.body.path("prompt"))),
        reader.maxTokens("max_tokens"));
  }

  /**
   * Reads the body of a chat.
   *
   * @throws Problem with status 400, naming the field
   */
  static TextRequest chat(byte[] body) {
    TextRequestReader reader = of(body);
    reader.refuse(
        "logprobs",
        each -> each.isBoolean() && !each.booleanValue(),
        "log probabilities are not given");
    reader.refuse("top_logprobs", TextRequestReader::isZero, "log probabilities are not given");
    reader.refuse("tools", JsonNode::isEmpty, "the model calls no tools");
    reader.refuse("functions", JsonNode::isEmpty, "the model calls no functions");
    reader.refuse(
        "response_format",
        each -> each.path("type").asString("").equals("text"),
        "the only format is text");
    OptionalInt most = reader.maxTokens("max_completion_tokens");
    return reader.request(
        new Asked.Chat(PromptReader.chat(reader.body.path("messages"))),
        most.isPresent() ? most : reader.maxTokens("max_tokens"));
  }

  private static TextRequestReader of(byte[] bytes) {
    JsonNode body;
    try {
      body = Json.tree(bytes);
    } catch (JacksonException e) {
      throw Tokens.notJson(e);
    }
    if (!body.isObject()) {
      throw Problem.badRequest("the body must be a JSON object");
    }
    var reader = new TextRequestReader(body);
    reader.model();
    return reader;
  }

  private TextRequest request(Asked asked, OptionalInt maxTokens) {
    refuse("n", each -> each.isInt() && each.intValue() == 1, "one choice is given a request");
    refuse("presence_penalty", TextRequestReader::isZero, "it must be 0");
    refuse("frequency_penalty", TextRequestReader::isZero, "it must be 0");
    refuse("logit_bias", JsonNode::isEmpty, "no token is biased");
    boolean stream = flag(body, "stream");
    return new TextRequest(model(), asked, maxTokens, sampling(), stop(), stream, usage(stream));
  }

  private String model() {
    JsonNode model = body.path("model");
    if (model.isMissingNode()) {
      throw Problem.badRequest("you must name a model").inField(OpenAiErrors.MODEL);
    }
    if (!model.isString()) {
      throw wrong(OpenAiErrors.MODEL, "must be a string");
    }
    return model.stringValue();
  }

  private static boolean isZero(JsonNode number) {
    return number.isNumber() && number.doubleValue() == 0;
  }

  private void refuse(String field, Function<JsonNode, Boolean> harmless, String why) {
    JsonNode value = body.path(field);
    if (!value.isMissingNode() && !value.isNull() && !harmless.apply(value)) {
      throw Problem.badRequest("%s is not supported here: %s".formatted(field, why)).inField(field);
    }
  }

  private Optional<JsonNode> field(String name) {
    JsonNode value = body.path(name);
    return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value);
  }

  private OptionalInt maxTokens(String field) {
    Optional<JsonNode> value = field(field);
    if (value.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!value.get().isInt() || value.get().intValue() < 1) {
      throw wrong(field, "must be a whole number of at least 1");
    }
    return OptionalInt.of(value.get().intValue());
  }

  private Sampling sampling() {
    double temperature = number("temperature");
    double topP = number("top_p");
    if (temperature < 0 || temperature > Sampling.MAX_TEMPERATURE) {
      throw wrong("temperature", "must lie in 0 to " + Sampling.MAX_TEMPERATURE);
    }
    if (topP <= 0 || topP > 1) {
      throw wrong("top_p", "must lie above 0 and up to 1");
    }
    return new Sampling(temperature, topP, seed());
  }

  private double number(String field) {
    Optional<JsonNode> value = field(field);
    if (value.isPresent() && !value.get().isNumber()) {
      throw wrong(field, "must be a number");
    }
    return value.map(JsonNode::doubleValue).orElse(1.0);
  }

  private long seed() {
    Optional<JsonNode> value = field("seed");
    if (value.isPresent() && !(value.get().isIntegralNumber() && value.get().canConvertToLong())) {
      throw wrong("seed", "must be a whole number of 64 bits");
    }
    return value.map(JsonNode::longValue).orElseGet(() -> ThreadLocalRandom.current().nextLong());
  }

  private List<String> stop() {
    Optional<JsonNode> value = field("stop");
    if (value.isEmpty()) {
      return List.of();
    }
    List<JsonNode> given =
        value.get().isArray() ? value.get().valueStream().toList() : List.of(value.get());
    if (given.size() > MAX_STOPS) {
      throw wrong("stop", "may hold at most " + MAX_STOPS + " strings");
    }
    List<String> stops = new ArrayList<>();
    for (JsonNode each : given) {
      if (!each.isString()
          || each.stringValue().isEmpty()
          || each.stringValue().length() > MAX_STOP_CHARACTERS) {
        throw wrong(
            "stop",
            "must be a string, or an array of strings, of 1 to "
                + MAX_STOP_CHARACTERS
                + " characters");
      }
      stops.add(each.stringValue());
    }
    return stops;
  }

  private boolean usage(boolean stream) {
    Optional<JsonNode> options = field("stream_options");
    if (options.isEmpty()) {
      return false;
    }
    if (!stream || !options.get().isObject()) {
      throw wrong("stream_options", "must be an object, and only with stream: true");
    }
    return flag(options.get(), "include_usage");
  }

  private static boolean flag(JsonNode object, String field) {
    JsonNode value = object.path(field);
    if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
      throw wrong(field, "must be true or false");
    }
    return value.asBoolean(false);
  }

  static Problem wrong(String field, String rule) {
    return Problem.badRequest(field + " " + rule).inField(field);
  }
}
