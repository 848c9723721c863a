package dev.hearth.benchmarks.peers;

import dev.hearth.benchmarks.MiniLmAnswer;
import dev.hearth.benchmarks.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds the first answer of a peer against what it must be: a quick wrong answer is no figure. */
final class RightAnswer {
  /** Int8 models answer a little differently from machine to machine and from batch to batch. */
  private static final double ALIKE = 0.98;

  private RightAnswer() {}

  static String greeting(String body) throws IOException {
    if (!isGreeting(body)) {
      throw new IOException("not the greeting that was asked for: " + Ask.shortened(body));
    }
    return "right: " + Ask.shortened(body.strip());
  }

  static boolean isGreeting(String body) {
    return body.replaceAll("\\s", "").startsWith(Work.GREETED);
  }

  /** An answer in the Open Inference Protocol's JSON. */
  static String outputs(String body, Workload workload, Path store) throws Exception {
    JsonNode data = parsed(body).path("outputs").path(0).path("data");
    if (data.isEmpty()) {
      throw new IOException("an answer without outputs: " + Ask.shortened(body));
    }
    return workload == Workload.MINILM
        ? like(data, workload.file(store))
        : "not compared: " + data.size() + " numbers in the first output";
  }

  private static String like(JsonNode data, Path model) throws Exception {
    var numbers = new float[data.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) data.path(i).asDouble();
    }
    double cosine = MiniLmAnswer.likeness(MiniLmAnswer.of(model), numbers);
    if (cosine < ALIKE) {
      throw new IOException(
          "another embedding than the engine alone gives: cosine " + cosine + ", not 1");
    }
    return String.format(Locale.ROOT, "right: cosine %.4f to what the engine alone gives", cosine);
  }

  /** An answer of OpenAI's embeddings. */
  static String embedding(String body) throws IOException {
    int size = parsed(body).path("data").path(0).path("embedding").size();
    if (size == 0) {
      throw new IOException("an answer without an embedding: " + Ask.shortened(body));
    }
    return "not compared: an embedding of " + size + " numbers";
  }

  private static JsonNode parsed(String body) throws IOException {
    try {
      return JsonMapper.shared().readTree(body);
    } catch (JacksonException e) {
      throw new IOException("not JSON: " + Ask.shortened(body), e);
    }
  }
}
