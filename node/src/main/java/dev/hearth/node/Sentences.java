package dev.hearth.node;

import dev.hearth.inference.ModelStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Example sentences with their tokens, and what a sentence-embedding model makes of them. */
final class Sentences {
  private static final List<String> INPUTS =
      List.of("input_ids", "attention_mask", "token_type_ids");

  /** A sentence and its tokens, {@code [CLS]} and {@code [SEP]} included. */
  record Sentence(String text, List<Integer> ids) {
    Sentence {
      ids = List.copyOf(ids);
    }
  }

  private Sentences() {}

  /** The first and second mean much the same, as do third and fourth, fifth and sixth. */
  static List<Sentence> examples() {
    try (InputStream stream = ModelStore.class.getResourceAsStream("sentences.json")) {
      List<Sentence> sentences = new ArrayList<>();
      for (JsonNode sentence : JsonMapper.builder().build().readTree(stream).get("sentences")) {
        List<Integer> ids = sentence.get("ids").valueStream().map(JsonNode::asInt).toList();
        sentences.add(new Sentence(sentence.get("text").asString(), ids));
      }
      return sentences;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An inference request for sentences, padded to the longest, or to {@code length} if longer. */
  static String request(List<Sentence> sentences, int length) {
    int tokens =
        Math.max(length, sentences.stream().mapToInt(one -> one.ids().size()).max().orElse(0));
    var body = new StringBuilder("{\"inputs\":[");
    for (String input : INPUTS) {
      body.append(body.charAt(body.length() - 1) == '[' ? "" : ",");
      body.append(
          "{\"name\":\"%s\",\"datatype\":\"INT64\",\"shape\":[%d,%d],\"data\":["
              .formatted(input, sentences.size(), tokens));
      appendData(body, input, sentences, tokens);
      body.append("]}");
    }
    return body.append("]}").toString();
  }

  private static void appendData(
      StringBuilder body, String input, List<Sentence> sentences, int tokens) {
    String separator = "";
    for (Sentence sentence : sentences) {
      for (int i = 0; i < tokens; i++) {
        boolean present = i < sentence.ids().size();
        long value =
            switch (input) {
              case "input_ids" -> present ? sentence.ids().get(i) : 0;
              case "attention_mask" -> present ? 1 : 0;
              default -> 0;
            };
        body.append(separator).append(value);
        separator = ",";
      }
    }
  }

  /** One vector of length 1 for each sentence: the mean over its tokens. */
  static double[][] embeddings(JsonNode answer, List<Sentence> sentences) {
    JsonNode output = answer.get("outputs").get(0);
    int tokens = output.get("shape").get(1).asInt();
    int width = output.get("shape").get(2).asInt();
    double[] data = output.get("data").valueStream().mapToDouble(JsonNode::asDouble).toArray();
    var vectors = new double[sentences.size()][];
    for (int row = 0; row < vectors.length; row++) {
      vectors[row] = mean(data, row * tokens * width, sentences.get(row).ids().size(), width);
    }
    return vectors;
  }

  private static double[] mean(double[] data, int offset, int tokens, int width) {
    var sum = new double[width];
    for (int token = 0; token < tokens; token++) {
      for (int i = 0; i < width; i++) {
        sum[i] += data[offset + token * width + i];
      }
    }
    double norm = Math.sqrt(cosine(sum, sum));
    for (int i = 0; i < width; i++) {
      sum[i] /= norm;
    }
    return sum;
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
