package dev.hearth.policies.faascache;

/**
 * Sizes a server's memory so that its cold starts stay near a wanted number a second (FaasCache,
 * ASPLOS 2021, section on elastic scaling; from memory, with the paper's dead band). In each period
 * of arrival rate {@code λ}, smoothed, and miss speed {@code m}, both a second:
 *
 * <pre>
 * error = (m - target) / target
 * if |error| &gt; dead band:
 *   hit ratio = 1 - target / λ + gain · (m - target) / λ
 *   memory    = what the curve needs for it
 * </pre>
 *
 * <p>The first two terms are the hit ratio that would meet the target if the curve were right, the
 * third answers in proportion to how much it was not. Within the dead band, and without arrivals,
 * the memory stays.
 */
public final class MemoryController {
  private final Config config;
  private double rate = -1;
  private long memoryBytes;

  /**
   * Its parameters.
   *
   * @param targetPerSecond cold starts wanted
   * @param deadBand share of the target within which nothing changes, 0.3 in the paper
   * @param gain of the proportional term
   * @param smoothing weight of the newest rate in the average, from 0 to 1
   * @param leastBytes and
   * @param mostBytes bounds of the memory
   */
  public record Config(
      double targetPerSecond,
      double deadBand,
      double gain,
      double smoothing,
      long leastBytes,
      long mostBytes) {
    public Config {
      if (targetPerSecond <= 0 || smoothing <= 0 || smoothing > 1 || leastBytes > mostBytes) {
        throw new IllegalArgumentException(
            "a memory controller needs a target above 0, smoothing in (0, 1] and least <= most");
      }
    }
  }

  public MemoryController(Config config, long memoryBytes) {
    this.config = config;
    this.memoryBytes = Math.clamp(memoryBytes, config.leastBytes(), config.mostBytes());
  }

  /** The memory for the next period, after one with so many arrivals and misses a second. */
  public long after(double arrivalsPerSecond, double missesPerSecond, HitRatioCurve curve) {
    rate = rate < 0 ? arrivalsPerSecond : rate + config.smoothing() * (arrivalsPerSecond - rate);
    double excess = missesPerSecond - config.targetPerSecond();
    if (rate > 0 && Math.abs(excess) > config.deadBand() * config.targetPerSecond()) {
      double hitRatio = 1 - (config.targetPerSecond() - config.gain() * excess) / rate;
      memoryBytes = bytesFor(hitRatio, curve);
    }
    return memoryBytes;
  }

  private long bytesFor(double hitRatio, HitRatioCurve curve) {
    long bytes = curve.memoryFor(hitRatio);
    return bytes < 0
        ? config.mostBytes()
        : Math.clamp(bytes, config.leastBytes(), config.mostBytes());
  }
}
