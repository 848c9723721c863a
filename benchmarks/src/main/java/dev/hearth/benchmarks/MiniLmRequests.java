package dev.hearth.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Whole HTTP requests of one row of 16 tokens, ready to be sent. */
final class MiniLmRequests {
  private static final int DIFFERENT = 64;
  private static final int FIRST_WORD = 1996;
  private static final int LAST_WORD = 28_000;

  private MiniLmRequests() {}

  /** Different sentences for a model, or the question for the node's health. */
  static List<byte[]> of(String target) {
    if (target.equals(LoadPlan.LIVE)) {
      return List.of(bytes("GET /v2/health/live HTTP/1.1\r\nHost: hearth\r\n\r\n"));
    }
    var random = new Random(42);
    List<byte[]> requests = new ArrayList<>();
    for (int i = 0; i < DIFFERENT; i++) {
      String ids =
          random
              .longs(MiniLmBuffers.TOKENS, FIRST_WORD, LAST_WORD)
              .mapToObj(Long::toString)
              .collect(Collectors.joining(","));
      String body =
          "{\"inputs\":[%s,%s,%s]}"
              .formatted(
                  input("input_ids", ids),
                  input("attention_mask", repeated("1")),
                  input("token_type_ids", repeated("0")));
      requests.add(
          bytes(
              "POST /v2/models/%s/infer HTTP/1.1\r\nHost: hearth\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(target, body.length(), body)));
    }
    return requests;
  }

  private static String input(String name, String data) {
    return "{\"name\":\"%s\",\"datatype\":\"INT64\",\"shape\":[1,%d],\"data\":[%s]}"
        .formatted(name, MiniLmBuffers.TOKENS, data);
  }

  private static String repeated(String element) {
    return String.join(",", Collections.nCopies(MiniLmBuffers.TOKENS, element));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
