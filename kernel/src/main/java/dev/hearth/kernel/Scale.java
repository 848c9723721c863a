package dev.hearth.kernel;

/** How few and how many instances a pool may have. */
public record Scale(int min, int max) {
  public Scale {
    if (min < 0 || max < 1 || min > max) {
      throw new IllegalArgumentException(
          "scale needs 0 <= min <= max and max >= 1, not min %d, max %d".formatted(min, max));
    }
  }

  public int clamp(int instances) {
    return Math.clamp(instances, min, max);
  }
}
