package dev.hearth.node;

import dev.hearth.inference.Artifact;
import dev.hearth.inference.ModelException;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Refuses a {@code tokenizer.json} whose template names a special token that it does not define:
 * the tokenizers' library takes it, and ends the process with the first text.
 */
final class TokenizerTemplate {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private TokenizerTemplate() {}

  /** Checks a file; one that is no JSON is left to its reader, who says what is wrong. */
  static void check(Artifact tokenizer) {
    try {
      check(tokenizer, JSON.readTree(tokenizer.path().toFile()).path("post_processor"));
    } catch (JacksonException _) {
      return;
    }
  }

  private static void check(Artifact tokenizer, JsonNode processor) {
    for (JsonNode each : processor.path("processors")) {
      check(tokenizer, each);
    }
    for (String template : List.of("single", "pair")) {
      for (JsonNode piece : processor.path(template)) {
        JsonNode id = piece.path("SpecialToken").path("id");
        if (id.isString() && !processor.path("special_tokens").has(id.asString())) {
          throw new ModelException(
              ModelException.Code.CORRUPT_MODEL,
              ("the tokenizer '%s' cannot be used: its template names the special token '%s', which"
                      + " special_tokens lacks; check that it is as Hugging Face writes them")
                  .formatted(tokenizer.source(), id.asString()));
        }
      }
    }
  }
}
