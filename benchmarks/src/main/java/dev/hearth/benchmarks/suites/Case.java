package dev.hearth.benchmarks.suites;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/**
 * One case of a suite.
 *
 * @param work computes it at a size; its result as bytes, whose checksum is the answer
 * @param usual the size where none is asked for
 * @param most the largest size
 */
record Case(LongFunction<byte[]> work, long usual, long most) {
  private static final int CHECKSUM_DIGITS = 16;

  static Case of(IntFunction<byte[]> work, int usual, int most) {
    return new Case(size -> work.apply((int) size), usual, most);
  }

  /**
   * Runs the case that an event names; its size is {@code n}, or the case's usual one. With {@code
   * cpu} it also says how much of a processor that took, where a thread can tell.
   *
   * @throws IllegalArgumentException if there is no such case or it has no such size
   */
  static Map<String, Object> answer(Map<String, Case> cases, Map<String, Object> event) {
    var name = String.valueOf(event.get("case"));
    var found = cases.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "there is no case '%s'; there are %s"
              .formatted(name, String.join(", ", new TreeSet<>(cases.keySet()))));
    }
    long n = found.size(name, event.get("n"));
    boolean cpu = Boolean.TRUE.equals(event.get("cpu")) && !Thread.currentThread().isVirtual();
    long used = cpu ? cpuNanos() : 0;
    long started = System.nanoTime();
    var checksum = checksum(found.work.apply(n));
    long nanos = System.nanoTime() - started;
    return cpu
        ? Map.of(
            "case",
            name,
            "n",
            n,
            "checksum",
            checksum,
            "nanos",
            nanos,
            "cpuNanos",
            cpuNanos() - used)
        : Map.of("case", name, "n", n, "checksum", checksum, "nanos", nanos);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private long size(String name, @org.jspecify.annotations.Nullable Object asked) {
    if (asked == null) {
      return usual;
    }
    boolean whole = asked instanceof Integer || asked instanceof Long;
    if (!whole || ((Number) asked).longValue() < 1 || ((Number) asked).longValue() > most) {
      throw new IllegalArgumentException(
          "n of '%s' must be a whole number from 1 to %d, not %s".formatted(name, most, asked));
    }
    return ((Number) asked).longValue();
  }

  /** The first 16 hexadecimal digits of SHA-256. */
  static String checksum(byte[] data) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(data);
      return HexFormat.of().formatHex(digest).substring(0, CHECKSUM_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Numbers joined by commas. */
  static byte[] text(long... numbers) {
    return Arrays.stream(numbers)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(","))
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Doubles as whole numbers of millionths, half away from zero. */
  static byte[] micros(double... values) {
    var whole = new long[values.length];
    for (int i = 0; i < whole.length; i++) {
      double scaled = values[i] * 1e6;
      whole[i] = scaled >= 0 ? (long) (scaled + 0.5) : -(long) (-scaled + 0.5);
    }
    return text(whole);
  }
}
