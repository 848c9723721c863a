package dev.hearth.gateway.openai;

import dev.hearth.inference.generation.ChatTemplate;
import dev.hearth.inference.generation.GenerationRequest.Prompt;
import dev.hearth.inference.generation.Sampling;
import java.util.List;
import java.util.OptionalInt;

/**
 * The body of a request for a completion or a turn of a chat.
 *
 * @param asked what to continue
 * @param maxTokens of the answer, if the caller says
 * @param stop texts before which the answer ends
 * @param stream whether it is told as it comes
 * @param usage whether the stream ends with the counts of tokens
 */
record TextRequest(
    String model,
    Asked asked,
    OptionalInt maxTokens,
    Sampling sampling,
    List<String> stop,
    boolean stream,
    boolean usage) {
  /** What to continue. */
  sealed interface Asked {
    /** A text or tokens. */
    record Completion(Prompt prompt) implements Asked {}

    /** A conversation, whose next turn is the model's. */
    record Chat(List<ChatTemplate.Message> messages) implements Asked {}
  }
}
