package dev.hearth.node;

import dev.hearth.inference.ModelStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Example sentences, and what a sentence-embedding model makes of them. */
final class Sentences {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Sentences() {}

  /** The first and second mean much the same, as do third and fourth, fifth and sixth. */
  static List<String> examples() {
    try (InputStream stream = ModelStore.class.getResourceAsStream("sentences.json")) {
      return JSON.readTree(stream)
          .get("sentences")
          .valueStream()
          .map(sentence -> sentence.get("text").asString())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An inference request for sentences. */
  static String request(List<String> sentences) {
    var text =
        Map.of(
            "name",
            "text",
            "datatype",
            "BYTES",
            "shape",
            List.of(sentences.size()),
            "data",
            sentences);
    return JSON.writeValueAsString(Map.of("inputs", List.of(text)));
  }

  /** One vector of length 1 for each sentence. */
  static double[][] embeddings(JsonNode answer) {
    JsonNode output = answer.get("outputs").get(0);
    int width = output.get("shape").get(1).asInt();
    double[] data = output.get("data").valueStream().mapToDouble(JsonNode::asDouble).toArray();
    var vectors = new double[output.get("shape").get(0).asInt()][];
    for (int row = 0; row < vectors.length; row++) {
      vectors[row] = Arrays.copyOfRange(data, row * width, (row + 1) * width);
    }
    return vectors;
  }

  /** The cosine of two vectors of length 1. */
  static double cosine(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
