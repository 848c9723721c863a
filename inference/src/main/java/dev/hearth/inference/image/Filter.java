package dev.hearth.inference.image;

/**
 * Bilinear resampling along one axis: which source pixels make up each target pixel, and how much
 * of it. Pixels are squares, so that target pixel {@code i} has its centre at {@code (i + 0.5)
 * source / scaled}.
 */
final class Filter {
  private final int[] first;
  private final float[][] weights;

  /**
   * A filter.
   *
   * @param source pixels there are
   * @param scaled pixels the whole source is scaled to
   * @param from the first scaled pixel wanted
   * @param count scaled pixels wanted
   * @param antialias whether, when the picture shrinks, every source pixel counts (as Pillow does),
   *     or only the two nearest (as OpenCV does)
   */
  Filter(int source, int scaled, int from, int count, boolean antialias) {
    first = new int[count];
    weights = new float[count][];
    double scale = (double) source / scaled;
    double reach = antialias ? Math.max(scale, 1) : 1;
    for (int i = 0; i < count; i++) {
      double centre = (from + i + 0.5) * scale;
      int least = (int) Math.max(0, Math.floor(centre - reach + 0.5));
      int end = (int) Math.min(source, Math.floor(centre + reach + 0.5));
      first[i] = least;
      weights[i] = triangle(least, end, centre, reach);
    }
  }

  private static float[] triangle(int least, int end, double centre, double reach) {
    var raw = new double[end - least];
    double sum = 0;
    for (int i = 0; i < raw.length; i++) {
      raw[i] = Math.max(0, 1 - Math.abs(least + i + 0.5 - centre) / reach);
      sum += raw[i];
    }
    var normal = new float[raw.length];
    for (int i = 0; i < raw.length; i++) {
      normal[i] = (float) (raw[i] / sum);
    }
    return normal;
  }

  /** Target pixels. */
  int count() {
    return first.length;
  }

  /** The first source pixel of a target pixel. */
  int first(int target) {
    return first[target];
  }

  /**
   * The weights of a target pixel, from its first source pixel on; their sum is 1. Not to be
   * written.
   */
  float[] weights(int target) {
    return weights[target];
  }
}
