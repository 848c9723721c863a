package dev.hearth.gateway.openai;

import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.inference.Completions;
import dev.hearth.gateway.inference.InferenceApi;
import dev.hearth.gateway.inference.InferenceService;
import dev.hearth.gateway.inference.ServedModel;
import dev.hearth.gateway.openai.TextRequest.Asked;
import dev.hearth.gateway.security.Kind;
import dev.hearth.inference.generation.GenerationRequest;
import dev.hearth.inference.generation.GenerationRequest.Prompt;
import dev.hearth.inference.pipeline.GenerationConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** OpenAI's completions and chats, below {@code /openai/v1}. */
public final class OpenAiTextApi {
  private static final String BASE = "/openai/v1";

  /** As many as OpenAI's completions have unless more are asked for. */
  private static final int COMPLETION_TOKENS = 16;

  private final InferenceService service;
  private final Completions completions;
  private final LongSupplier epochMillis;

  public OpenAiTextApi(
      InferenceService service, Completions completions, LongSupplier epochMillis) {
    this.service = service;
    this.completions = completions;
    this.epochMillis = epochMillis;
  }

  public void addTo(Router router) {
    router
        .route("POST", BASE + "/completions", at(TextRequestReader::completion))
        .route("POST", BASE + "/chat/completions", at(TextRequestReader::chat));
  }

  private Router.Action at(Function<byte[], TextRequest> reader) {
    return exchange -> completions.handle(exchange, reader, asked -> work(exchange, asked));
  }

  private Completions.Work work(Exchange exchange, TextRequest asked) {
    Optional<String> key = exchange.header(InferenceApi.ROUTING_KEY_HEADER);
    ServedModel model;
    try {
      exchange.require(Kind.MODEL, asked.model());
      model = service.route(asked.model(), Optional.empty(), key);
    } catch (Problem problem) {
      throw problem.inField(OpenAiErrors.MODEL);
    }
    GenerationConfig config =
        model
            .generation()
            .orElseThrow(
                () ->
                    Problem.badRequest(
                            "model '%s' generates no text; deploy it with generation in its manifest"
                                .formatted(model.name()))
                        .inField(OpenAiErrors.MODEL));
    long created = epochMillis.getAsLong() / 1_000;
    return new Completions.Work(model, request(asked, config), new OpenAiText(asked, created));
  }

  private static GenerationRequest request(TextRequest asked, GenerationConfig config) {
    int limit = config.maxTokens();
    if (asked.maxTokens().orElse(1) > limit) {
      throw TextRequestReader.wrong(
          "max_tokens",
          "is %d but this model takes %d for prompt and answer together"
              .formatted(asked.maxTokens().getAsInt(), limit));
    }
    return switch (asked.asked()) {
      case Asked.Completion(Prompt prompt) ->
          new GenerationRequest(
              prompt, asked.maxTokens().orElse(COMPLETION_TOKENS), asked.sampling(), asked.stop());
      case Asked.Chat chat -> {
        List<String> stop = new ArrayList<>(asked.stop());
        stop.addAll(config.template().stop());
        yield new GenerationRequest(
            new Prompt.Text(config.template().prompt(chat.messages())),
            asked.maxTokens().orElse(limit),
            asked.sampling(),
            stop);
      }
    };
  }
}
