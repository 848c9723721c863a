package dev.hearth.inference.image;

import java.util.Arrays;

/** Resizes pictures into a target of one size. */
final class Resampler {
  /** Told of each row of a target, in order: {@code width} times the channels of a pixel. */
  @FunctionalInterface
  interface Rows {
    void row(int y, float[] samples);
  }

  private final int width;
  private final int height;
  private final float pad;
  private final boolean antialias;

  Resampler(int width, int height, float pad, boolean antialias) {
    this.width = width;
    this.height = height;
    this.pad = pad;
    this.antialias = antialias;
  }

  /** Gives every row of the target. The array is the same for all rows. */
  void resize(Pixels source, Placement placement, Rows rows) {
    int left = Math.max(0, placement.left());
    int right = Math.min(width, placement.left() + placement.width());
    int top = Math.max(0, placement.top());
    int bottom = Math.min(height, placement.top() + placement.height());
    var across =
        new Filter(
            source.width(),
            placement.width(),
            left - placement.left(),
            Math.max(0, right - left),
            antialias);
    var down =
        new Filter(
            source.height(),
            placement.height(),
            top - placement.top(),
            Math.max(0, bottom - top),
            antialias);
    var row = new float[width * source.channels()];
    var mixed = new float[source.width() * source.channels()];
    for (int y = 0; y < height; y++) {
      Arrays.fill(row, pad);
      if (y >= top && y < bottom) {
        mix(source, down, y - top, mixed);
        squeeze(mixed, across, left, source.channels(), row);
      }
      rows.row(y, row);
    }
  }

  /** One row as the weighted sum of source rows. */
  private static void mix(Pixels source, Filter down, int target, float[] mixed) {
    Arrays.fill(mixed, 0);
    float[] weights = down.weights(target);
    byte[] samples = source.samples();
    for (int i = 0; i < weights.length; i++) {
      int offset = (down.first(target) + i) * mixed.length;
      float weight = weights[i];
      for (int x = 0; x < mixed.length; x++) {
        mixed[x] += weight * (samples[offset + x] & 0xff);
      }
    }
  }

  private static void squeeze(float[] mixed, Filter across, int left, int channels, float[] row) {
    for (int x = 0; x < across.count(); x++) {
      float[] weights = across.weights(x);
      for (int channel = 0; channel < channels; channel++) {
        float sum = 0;
        int from = across.first(x) * channels + channel;
        for (int i = 0; i < weights.length; i++) {
          sum += weights[i] * mixed[from + i * channels];
        }
        row[(left + x) * channels + channel] = sum;
      }
    }
  }
}
