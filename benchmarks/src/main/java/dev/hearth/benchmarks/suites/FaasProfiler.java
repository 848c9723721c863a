package dev.hearth.benchmarks.suites;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of functions that FaaSProfiler drives with its loads. M. Shahrad, J. Balkind, D.
 * Wentzlaff: Architectural implications of function-as-a-service computing. MICRO 2019.
 */
public final class FaasProfiler implements Function<Map<String, Object>, Map<String, Object>> {
  private static final int LETTERS = 8;
  private static final int SHOWN = 1_000;

  static final Map<String, Case> CASES =
      Map.of(
          "primes", Case.of(FaasProfiler::primes, 200_000, 10_000_000),
          "base64", Case.of(FaasProfiler::base64, 100_000, 10_000_000),
          "markdown", Case.of(Words::markdown, 20_000, 1_000_000),
          "sentiment", Case.of(Words::sentiment, 100_000, 10_000_000),
          "resize", Case.of(Pixels::resized, 256, 4_000),
          "autocomplete", Case.of(FaasProfiler::autocomplete, 20_000, 1_000_000));

  @Override
  public Map<String, Object> apply(Map<String, Object> event) {
    return Case.answer(CASES, event);
  }

  /** The sieve of Eratosthenes. */
  private static byte[] primes(int n) {
    var composite = new boolean[n + 1];
    long count = 0;
    long total = 0;
    for (int i = 2; i <= n; i++) {
      if (!composite[i]) {
        count++;
        total += i;
        for (long j = (long) i * i; j <= n; j += i) {
          composite[(int) j] = true;
        }
      }
    }
    return Case.text(count, total);
  }

  private static byte[] base64(int n) {
    var data = new Numbers(n).bytes(n);
    for (int i = 0; i < 3; i++) {
      data = Base64.getEncoder().encode(data);
    }
    var text = data;
    for (int i = 0; i < 3; i++) {
      data = Base64.getDecoder().decode(data);
    }
    return ByteBuffer.allocate(Math.min(SHOWN, text.length) + Math.min(SHOWN, data.length))
        .put(text, 0, Math.min(SHOWN, text.length))
        .put(data, 0, Math.min(SHOWN, data.length))
        .array();
  }

  /** A tree of made-up words: for each beginning, how many words go on from it. */
  private static final class Node {
    private final @Nullable Node[] next = new Node[LETTERS];
    private long words;

    Node at(int letter) {
      var found = next[letter];
      if (found == null) {
        found = new Node();
        next[letter] = found;
      }
      return found;
    }

    long below() {
      long total = words;
      for (var node : next) {
        total += node == null ? 0 : node.below();
      }
      return total;
    }

    Node[] present() {
      return java.util.Arrays.stream(next).filter(java.util.Objects::nonNull).toArray(Node[]::new);
    }
  }

  /** How many of n made-up words begin with each letter and with each two letters. */
  private static byte[] autocomplete(int n) {
    var draw = new Numbers(n);
    var root = new Node();
    for (int i = 0; i < n; i++) {
      var node = root;
      for (int left = 3 + draw.below(4); left > 0; left--) {
        node = node.at(draw.below(LETTERS));
      }
      node.words++;
    }
    var ones = root.present();
    var found = LongStream.builder();
    for (var one : ones) {
      found.add(one.below());
    }
    for (var one : ones) {
      for (var two : one.present()) {
        found.add(two.below());
      }
    }
    return Case.text(found.build().toArray());
  }
}
