package dev.hearth.gateway.openai;

import dev.hearth.gateway.Problem;
import dev.hearth.inference.generation.ChatTemplate.Message;
import dev.hearth.inference.generation.GenerationRequest.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads what a request for text is about: a prompt, or the messages of a conversation. */
final class PromptReader {
  private static final String PROMPT = "prompt";
  private static final String MESSAGES = "messages";
  private static final int MAX_MESSAGES = 2_048;
  private static final int MAX_CHARACTERS = 1 << 20;
  private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant");

  private PromptReader() {}

  static Prompt completion(JsonNode prompt) {
    if (prompt.isMissingNode() || prompt.isNull()) {
      throw Problem.badRequest("you must give a prompt").inField(PROMPT);
    }
    if (prompt.isString()) {
      return text(prompt.stringValue());
    }
    if (!prompt.isArray() || prompt.isEmpty()) {
      throw form();
    }
    JsonNode first = prompt.get(0);
    if (first.isNumber()) {
      return tokens(prompt);
    }
    if (prompt.size() > 1) {
      throw TextRequestReader.wrong(
          PROMPT, "has %d items, but a request has one; send several".formatted(prompt.size()));
    }
    if (first.isArray() && !first.isEmpty()) {
      return tokens(first);
    }
    if (!first.isString()) {
      throw form();
    }
    return text(first.stringValue());
  }

  private static Prompt text(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw TextRequestReader.wrong(
          PROMPT, "has %d characters; the most is %d".formatted(text.length(), MAX_CHARACTERS));
    }
    return new Prompt.Text(text);
  }

  private static Prompt tokens(JsonNode array) {
    List<Long> ids = new ArrayList<>(array.size());
    for (JsonNode id : array) {
      if (!id.isInt() || id.intValue() < 0) {
        throw form();
      }
      ids.add(id.longValue());
    }
    return new Prompt.Tokens(ids);
  }

  private static Problem form() {
    return TextRequestReader.wrong(PROMPT, "must be a string or an array of tokens, and not empty");
  }

  static List<Message> chat(JsonNode messages) {
    if (!messages.isArray() || messages.isEmpty() || messages.size() > MAX_MESSAGES) {
      throw TextRequestReader.wrong(
          MESSAGES, "must be an array of 1 to %d messages".formatted(MAX_MESSAGES));
    }
    List<Message> read = new ArrayList<>();
    long characters = 0;
    for (int i = 0; i < messages.size(); i++) {
      Message message = message(messages.get(i), i);
      characters += message.content().length();
      read.add(message);
    }
    if (characters > MAX_CHARACTERS) {
      throw TextRequestReader.wrong(
          MESSAGES, "have %d characters; the most is %d".formatted(characters, MAX_CHARACTERS));
    }
    return read;
  }

  private static Message message(JsonNode message, int index) {
    String at = "%s[%d]".formatted(MESSAGES, index);
    if (!message.isObject()) {
      throw TextRequestReader.wrong(at, "must be an object with role and content");
    }
    String role = message.path("role").asString("");
    if (!ROLES.contains(role)) {
      throw TextRequestReader.wrong(
          at + ".role", "is '%s' but must be system, user or assistant".formatted(role));
    }
    return new Message(
        role.equals("developer") ? "system" : role, content(message.path("content"), at));
  }

  private static String content(JsonNode content, String at) {
    if (content.isString()) {
      return content.stringValue();
    }
    if (!content.isArray() || content.isEmpty()) {
      throw TextRequestReader.wrong(at + ".content", "must be a string or an array of parts");
    }
    var text = new StringBuilder();
    for (JsonNode part : content) {
      if (!part.path("type").asString("").equals("text") || !part.path("text").isString()) {
        throw TextRequestReader.wrong(at + ".content", "has a part that is not text");
      }
      text.append(part.path("text").stringValue());
    }
    return text.toString();
  }
}
