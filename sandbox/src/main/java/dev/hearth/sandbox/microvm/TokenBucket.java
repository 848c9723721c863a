package dev.hearth.sandbox.microvm;

import java.util.Map;

/**
 * How fast a device may be used (Agache et al., Firecracker: Lightweight Virtualization for
 * Serverless Applications, NSDI 2020): a bucket of {@code burst} tokens that fills at {@code
 * perSecond}.
 *
 * @param perSecond bytes or operations
 * @param burst as many as are there when nothing was taken for long
 */
record TokenBucket(long perSecond, long burst) {
  TokenBucket {
    if (perSecond < 1 || burst < 1) {
      throw new IllegalArgumentException("a device's rate and burst must be positive");
    }
  }

  /** As Firecracker has it. */
  Map<String, Object> json() {
    long millis = Math.max(1, burst * 1_000 / perSecond);
    return Map.of("size", burst, "refill_time", millis);
  }

  /**
   * As QEMU's throttle groups have it: an average, a burst above it, and the burst's length of one
   * second.
   *
   * @param unit {@code bps} or {@code iops}
   */
  String throttle(String unit) {
    return "x-%s-total=%d,x-%s-total-max=%d"
        .formatted(unit, perSecond, unit, Math.max(perSecond, burst));
  }
}
