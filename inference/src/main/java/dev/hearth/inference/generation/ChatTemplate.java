package dev.hearth.inference.generation;

import java.util.List;

/**
 * Makes one prompt of a conversation, that ends where the model's turn begins. What comes before
 * the whole text, such as a token that begins it, is the tokenizer's.
 */
public enum ChatTemplate {
  /** A line {@code role: content} for each message; for models that were trained on none. */
  PLAIN("%s: %s\n", "assistant:"),
  /** As ChatML has it: Qwen, SmolLM and many others. */
  CHATML("<|im_start|>%s\n%s<|im_end|>\n", "<|im_start|>assistant\n"),
  /** As Llama 3 has it. */
  LLAMA3(
      "<|start_header_id|>%s<|end_header_id|>\n\n%s<|eot_id|>",
      "<|start_header_id|>assistant<|end_header_id|>\n\n");

  private final String message;
  private final String turn;

  ChatTemplate(String message, String turn) {
    this.message = message;
    this.turn = turn;
  }

  /** Who said what. */
  public record Message(String role, String content) {}

  public String prompt(List<Message> messages) {
    var prompt = new StringBuilder();
    messages.forEach(each -> prompt.append(message.formatted(each.role(), each.content())));
    return prompt.append(turn).toString();
  }

  /** Texts that begin another's turn, where no token of the model's ends its own. */
  public List<String> stop() {
    return this == PLAIN ? List.of("\nuser:", "\nsystem:") : List.of();
  }
}
