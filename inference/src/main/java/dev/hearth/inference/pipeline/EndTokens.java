package dev.hearth.inference.pipeline;

import dev.hearth.inference.Artifact;
import dev.hearth.inference.ModelException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which tokens of a {@code tokenizer.json} say that a text is over. */
final class EndTokens {
  /** What common models end a text or a turn with. */
  private static final Set<String> COMMON =
      Set.of(
          "</s>",
          "<|endoftext|>",
          "<|im_end|>",
          "<|eot_id|>",
          "<|end_of_text|>",
          "<|end|>",
          "<eos>",
          "<end_of_turn>");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private EndTokens() {}

  /**
   * The ids of the token named, or of those that are common.
   *
   * @throws ModelException if the file has no such token
   */
  static Set<Long> of(Artifact tokenizer, Optional<String> named) {
    Map<String, Long> added = added(tokenizer);
    if (named.isPresent()) {
      Long id = added.get(named.get());
      if (id == null) {
        throw new ModelException(
            ModelException.Code.UNSUPPORTED_MODEL,
            "the tokenizer '%s' has no special token '%s', which generation.end names; it has %s"
                .formatted(tokenizer.source(), named.get(), new TreeSet<>(added.keySet())));
      }
      return Set.of(id);
    }
    var ends = new HashSet<Long>();
    added.forEach(
        (text, id) -> {
          if (COMMON.contains(text)) {
            ends.add(id);
          }
        });
    return ends;
  }

  private static Map<String, Long> added(Artifact tokenizer) {
    var added = new HashMap<String, Long>();
    try {
      for (JsonNode each : JSON.readTree(tokenizer.path().toFile()).path("added_tokens")) {
        added.put(each.path("content").asString(""), each.path("id").asLong(-1));
      }
    } catch (JacksonException e) {
      throw new ModelException(
          ModelException.Code.CORRUPT_MODEL,
          "the tokenizer '%s' is no JSON: %s".formatted(tokenizer.source(), e.getMessage()),
          e);
    }
    return added;
  }
}
