package dev.hearth.node.security;

import dev.hearth.gateway.Problem;
import dev.hearth.node.security.SecurityConfig.Rate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often each caller may ask: a bucket of tokens for each, of which a request takes one. The
 * buckets of those that asked longest ago are forgotten first. Owned by the event loop.
 */
final class RateLimits {
  static final int MAX_CALLERS = 10_000;
  private static final double NANOS_PER_SECOND = 1e9;

  private static final class Bucket {
    private double tokens;
    private long at;
  }

  private final Rate rate;
  private final LongSupplier nanos;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MAX_CALLERS;
        }
      };

  RateLimits(Rate rate, LongSupplier nanos) {
    this.rate = rate;
    this.nanos = nanos;
  }

  boolean unlimited() {
    return rate.unlimited();
  }

  /**
   * Takes a token of a caller's.
   *
   * @throws Problem with status 429 if there is none, saying when there will be
   */
  void take(String caller) {
    long now = nanos.getAsLong();
    Bucket bucket = buckets.get(caller);
    if (bucket == null) {
      bucket = new Bucket();
      bucket.tokens = rate.burst();
      buckets.put(caller, bucket);
    } else {
      double come = (now - bucket.at) / NANOS_PER_SECOND * rate.perSecond();
      bucket.tokens = Math.min(rate.burst(), bucket.tokens + come);
    }
    bucket.at = now;
    if (bucket.tokens < 1) {
      double seconds = (1 - bucket.tokens) / rate.perSecond();
      throw Problem.passing(
          429,
          "'%s' may make %s requests a second, %d at once; slow down"
              .formatted(caller, rate.perSecond(), rate.burst()),
          (long) Math.ceil(seconds * NANOS_PER_SECOND));
    }
    bucket.tokens -= 1;
  }
}
