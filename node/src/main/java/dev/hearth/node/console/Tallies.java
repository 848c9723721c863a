package dev.hearth.node.console;

import dev.hearth.functions.account.Prices;
import dev.hearth.gateway.console.Feed;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** The tallies of all deployments, by {@code kind/NAME}. On the event loop. */
public final class Tallies {
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
  private static final int PLACES = 10;

  private final LongSupplier nanos;
  private final LongSupplier wallMillis;
  private final Prices prices;
  private final Map<String, Tally> byKey = new HashMap<>();

  /**
   * No tallies yet.
   *
   * @param nanos a clock that only advances
   * @param wallMillis milliseconds since 1970
   */
  public Tallies(LongSupplier nanos, LongSupplier wallMillis, Prices prices) {
    this.nanos = nanos;
    this.wallMillis = wallMillis;
    this.prices = prices;
  }

  /** The tally of a deployment, begun if there is none. */
  public Tally of(String key) {
    return byKey.computeIfAbsent(key, _ -> new Tally(this));
  }

  /** One that is gone begins anew if it comes again. */
  void forget(String key) {
    byKey.remove(key);
  }

  long nanos() {
    return nanos.getAsLong();
  }

  long millis() {
    return wallMillis.getAsLong();
  }

  Prices prices() {
    return prices;
  }

  Feed.Cost cost(double gibSeconds, long calls) {
    BigDecimal amount =
        BigDecimal.valueOf(gibSeconds)
            .multiply(prices.gibSecond(), MathContext.DECIMAL64)
            .add(BigDecimal.valueOf(calls).multiply(prices.millionCalls()).divide(MILLION));
    return new Feed.Cost(
        amount.setScale(PLACES, RoundingMode.HALF_UP), prices.currency(), gibSeconds);
  }
}
