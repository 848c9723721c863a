package dev.hearth.gateway.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.inference.TextForm;
import dev.hearth.gateway.openai.TextRequest.Asked;
import dev.hearth.inference.generation.Ending.Finished;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Generated text as OpenAI's clients read it: completions and chats, whole and in chunks. */
final class OpenAiText implements TextForm {
  private static final Buffer DONE = Buffer.buffer("[DONE]");
  private static final String ASSISTANT = "assistant";

  private final TextRequest request;
  private final boolean chat;
  private final String id;
  private final long created;

  /**
   * The form of one answer.
   *
   * @param created seconds since 1970
   */
  OpenAiText(TextRequest request, long created) {
    this.request = request;
    this.created = created;
    chat = request.asked() instanceof Asked.Chat;
    id = (chat ? "chatcmpl-" : "cmpl-") + UUID.randomUUID().toString().replace("-", "");
  }

  @Override
  public boolean streamed() {
    return request.stream();
  }

  @Override
  public Buffer whole(String text, Finished finished) {
    Choice choice =
        chat
            ? new Choice(0, null, new Message(ASSISTANT, text), null, reason(finished))
            : new Choice(0, text, null, null, reason(finished));
    return answer(chat ? "chat.completion" : "text_completion", List.of(choice), usage(finished));
  }

  @Override
  public List<Buffer> begin() {
    return chat ? List.of(chunk(new Message(ASSISTANT, ""), null)) : List.of();
  }

  @Override
  public Buffer more(String text) {
    return chat ? chunk(new Message(null, text), null) : piece(text, null);
  }

  @Override
  public List<Buffer> end(Finished finished) {
    List<Buffer> events = new ArrayList<>();
    events.add(
        chat ? chunk(new Message(null, null), reason(finished)) : piece("", reason(finished)));
    if (request.usage()) {
      events.add(answer(chunkObject(), List.of(), usage(finished)));
    }
    events.add(DONE);
    return events;
  }

  @Override
  public Buffer failed(Problem problem) {
    return OpenAiErrors.body(problem);
  }

  private String chunkObject() {
    return chat ? "chat.completion.chunk" : "text_completion";
  }

  private Buffer chunk(Message delta, @Nullable String reason) {
    return answer(chunkObject(), List.of(new Choice(0, null, null, delta, reason)), null);
  }

  private Buffer piece(String text, @Nullable String reason) {
    return answer(chunkObject(), List.of(new Choice(0, text, null, null, reason)), null);
  }

  private Buffer answer(String object, List<Choice> choices, @Nullable Usage usage) {
    return Json.of(new Answer(id, object, created, request.model(), choices, usage));
  }

  private static String reason(Finished finished) {
    return finished.reason().name().toLowerCase(Locale.ROOT);
  }

  private static Usage usage(Finished finished) {
    return new Usage(
        finished.promptTokens(), finished.tokens(), finished.promptTokens() + finished.tokens());
  }

  private record Answer(
      String id,
      String object,
      long created,
      String model,
      List<Choice> choices,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Usage usage) {}

  /** What there is of {@code text}, {@code message} and {@code delta} is written. */
  @JsonNaming(SnakeCaseStrategy.class)
  private record Choice(
      int index,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String text,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Message message,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Message delta,
      @Nullable Object logprobs,
      @Nullable String finishReason) {
    Choice(
        int index,
        @Nullable String text,
        @Nullable Message message,
        @Nullable Message delta,
        @Nullable String finishReason) {
      this(index, text, message, delta, null, finishReason);
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Message(@Nullable String role, @Nullable String content) {}

  @JsonNaming(SnakeCaseStrategy.class)
  private record Usage(int promptTokens, int completionTokens, int totalTokens) {}
}
