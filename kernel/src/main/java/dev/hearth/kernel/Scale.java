package dev.hearth.kernel;

/**
 * How few and how many instances a pool may have.
 *
 * @param zeroAfterNanos with nothing queued or running for so long no more than {@code min} are
 *     wanted, whatever scaling says; {@code Long.MAX_VALUE} leaves it to scaling
 */
public record Scale(int min, int max, long zeroAfterNanos) {
  public Scale {
    if (min < 0 || max < 1 || min > max || zeroAfterNanos < 0) {
      throw new IllegalArgumentException(
          "scale needs 0 <= min <= max, max >= 1 and no negative time,"
              + " not min %d, max %d, zero after %d ns".formatted(min, max, zeroAfterNanos));
    }
  }

  public Scale(int min, int max) {
    this(min, max, Long.MAX_VALUE);
  }

  public int clamp(int instances) {
    return Math.clamp(instances, min, max);
  }
}
