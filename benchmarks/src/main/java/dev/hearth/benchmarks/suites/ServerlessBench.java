package dev.hearth.benchmarks.suites;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the cases run; composing them is the harness's part. T. Yu et al.: Characterizing serverless
 * platforms with ServerlessBench. SoCC 2020. Beside the cases, {@code chain} adds 1 to each number
 * of an array (case 3 of the paper), {@code echo} gives back what it got (5), {@code state} tells
 * how often this instance was called (10).
 */
public final class ServerlessBench implements Function<Map<String, Object>, Map<String, Object>> {
  private static final int MEBIBYTE = 1 << 20;

  static final Map<String, Case> CASES =
      Map.of(
          "alu", Case.of(ServerlessBench::alu, 60_000, 100_000_000),
          "hello", Case.of(_ -> "hello".getBytes(US_ASCII), 1, 1),
          "memory", Case.of(ServerlessBench::copied, 100, 100_000));

  private final AtomicLong calls = new AtomicLong();

  @Override
  public Map<String, Object> apply(Map<String, Object> event) {
    long called = calls.incrementAndGet();
    return switch (String.valueOf(event.get("case"))) {
      case "chain" -> Map.of("case", "chain", "numbers", plusOne(event.get("numbers")));
      case "echo" -> Map.of("case", "echo", "text", String.valueOf(event.get("text")));
      case "state" -> Map.of("case", "state", "calls", called);
      default -> Case.answer(CASES, event);
    };
  }

  private static List<Long> plusOne(@Nullable Object numbers) {
    if (!(numbers instanceof List<?> all)) {
      throw new IllegalArgumentException("'chain' takes an array 'numbers', not " + numbers);
    }
    return all.stream().map(each -> ((Number) each).longValue() + 1).toList();
  }

  /** Whole-number arithmetic, cases 1, 2 and 12. */
  private static byte[] alu(int n) {
    var draw = new Numbers(n);
    long total = 0;
    for (int i = 0; i < n; i++) {
      long a = draw.next();
      long b = draw.next();
      total = Math.floorMod(total + a / (b % 1_000 + 1) - b % 7 * 3, Numbers.MODULUS);
    }
    return Case.text(total);
  }

  /** Copies a mebibyte n times to and fro, case 11. */
  private static byte[] copied(int n) {
    var source = new byte[MEBIBYTE];
    for (int i = 0; i < MEBIBYTE; i++) {
      source[i] = (byte) (i * 31 % 256);
    }
    var target = new byte[MEBIBYTE];
    for (int i = 0; i < n; i++) {
      System.arraycopy(source, 0, target, 0, MEBIBYTE);
      target[0] = (byte) i;
      System.arraycopy(target, 0, source, 0, MEBIBYTE);
    }
    long sum = 0;
    for (int i = 0; i < 4_096; i++) {
      sum += source[i] & 0xFF;
    }
    return Case.text(sum, source[0] & 0xFF);
  }
}
