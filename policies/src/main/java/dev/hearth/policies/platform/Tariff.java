package dev.hearth.policies.platform;

/**
 * How a provider bills an invocation: memory times duration, both rounded up, and a price for each.
 * Free tiers are not in it.
 *
 * @param gibSecond price of a GiB for a second
 * @param request price of one invocation
 * @param stepNanos durations are rounded up to a multiple of it
 * @param leastNanos shortest duration billed
 * @param stepBytes memory is rounded up to a multiple of it
 */
public record Tariff(
    double gibSecond, double request, long stepNanos, long leastNanos, long stepBytes) {
  private static final long MILLISECOND = 1_000_000L;
  private static final long MEBIBYTE = 1L << 20;

  /** US dollars on x86, from memory of the provider's price list. */
  public static final Tariff AWS_LAMBDA =
      new Tariff(1.66667e-5, 2e-7, MILLISECOND, MILLISECOND, MEBIBYTE);

  /** US dollars on the consumption plan, from memory of the provider's price list. */
  public static final Tariff AZURE_FUNCTIONS =
      new Tariff(1.6e-5, 2e-7, MILLISECOND, 100 * MILLISECOND, 128 * MEBIBYTE);

  public Tariff {
    if (gibSecond < 0 || request < 0 || stepNanos < 1 || leastNanos < 0 || stepBytes < 1) {
      throw new IllegalArgumentException(
          "a tariff needs prices and a least duration of at least 0 and steps of at least 1");
    }
  }

  /** GiB-seconds billed for one invocation. */
  public double gibSeconds(long memoryBytes, long durationNanos) {
    long nanos = Math.max(leastNanos, roundedUp(durationNanos, stepNanos));
    long bytes = roundedUp(memoryBytes, stepBytes);
    return (double) bytes / (1L << 30) * (nanos / 1e9);
  }

  /** The bill for {@code invocations} alike. */
  public double bill(long invocations, long memoryBytes, long durationNanos) {
    return invocations * (gibSeconds(memoryBytes, durationNanos) * gibSecond + request);
  }

  private static long roundedUp(long amount, long step) {
    return Math.ceilDiv(amount, step) * step;
  }
}
