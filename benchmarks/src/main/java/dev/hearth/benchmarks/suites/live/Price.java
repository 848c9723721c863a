package dev.hearth.benchmarks.suites.live;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a provider bills calls: memory in steps or tiers, for a duration in steps, and each request.
 * Free allowances and discounts by volume are left out, for they belong to an account, not to a
 * call.
 *
 * @param tiers clock rates in GHz by mebibytes, where memory comes in tiers only; else empty
 * @param leastMs what a call is billed for at least
 * @param gibSecond dollars for a GiB of memory for a second
 * @param ghzSecond dollars for a GHz for a second
 * @param request dollars for a call
 */
record Price(
    String name,
    String about,
    int leastMebibytes,
    int stepMebibytes,
    Map<Integer, BigDecimal> tiers,
    long leastMs,
    long stepMs,
    BigDecimal gibSecond,
    BigDecimal ghzSecond,
    BigDecimal request) {
  private static final BigDecimal MEBIBYTES_OF_A_GIB = BigDecimal.valueOf(1_024);
  private static final BigDecimal MS_OF_A_SECOND = BigDecimal.valueOf(1_000);
  private static final long NANOS_OF_A_MS = 1_000_000;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  Price {
    tiers = new TreeMap<>(tiers);
    if (leastMebibytes < 1 || stepMebibytes < 1 || leastMs < 1 || stepMs < 1) {
      throw new IllegalArgumentException(
          "the price '%s' needs least and steps of at least 1".formatted(name));
    }
  }

  static List<Price> all(Path suites) throws IOException {
    String text = Files.readString(suites.resolve("prices.json"));
    return List.of(JSON.readValue(text, Price[].class));
  }

  /**
   * The bill in dollars, exactly.
   *
   * @param mebibytes of memory that each call had
   * @param nanos how long each took
   */
  BigDecimal bill(int mebibytes, List<Long> nanos) {
    int memory = memory(mebibytes);
    BigDecimal gib = BigDecimal.valueOf(memory).divide(MEBIBYTES_OF_A_GIB);
    BigDecimal ghz = tiers.getOrDefault(memory, BigDecimal.ZERO);
    BigDecimal second = gib.multiply(gibSecond).add(ghz.multiply(ghzSecond));
    long ms = nanos.stream().mapToLong(this::ms).sum();
    return BigDecimal.valueOf(ms)
        .divide(MS_OF_A_SECOND)
        .multiply(second)
        .add(request.multiply(BigDecimal.valueOf(nanos.size())));
  }

  /** What memory is billed as, in mebibytes. */
  int memory(int mebibytes) {
    int asked = Math.max(mebibytes, leastMebibytes);
    if (tiers.isEmpty()) {
      return Math.ceilDiv(asked, stepMebibytes) * stepMebibytes;
    }
    return tiers.keySet().stream()
        .filter(each -> each >= asked)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' has no function of %d MiB; the largest is of %s"
                        .formatted(name, asked, List.copyOf(tiers.keySet()).getLast())));
  }

  /** What a duration is billed as, in milliseconds. */
  long ms(long nanos) {
    long whole = Math.ceilDiv(nanos, NANOS_OF_A_MS);
    return Math.max(leastMs, Math.ceilDiv(whole, stepMs) * stepMs);
  }
}
