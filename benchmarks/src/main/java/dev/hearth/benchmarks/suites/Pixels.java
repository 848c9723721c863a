package dev.hearth.benchmarks.suites;

/** Grey square pictures, as rows of values from 0 to 255. */
final class Pixels {
  private static final int FRAME = 4_096;

  private Pixels() {}

  static int[][] drawn(int n, Numbers draw) {
    var pixels = new int[n][n];
    for (var row : pixels) {
      for (int x = 0; x < n; x++) {
        row[x] = draw.below(256);
      }
    }
    return pixels;
  }

  /** Flips, turns, blurs and shrinks a picture. */
  static byte[] image(int n) {
    var pixels = drawn(n, new Numbers(n));
    var turned = new int[n][n];
    for (int y = 0; y < n; y++) {
      for (int x = 0; x < n; x++) {
        turned[y][x] = pixels[n - 1 - x][n - 1 - y];
      }
    }
    var blurred = new int[n][n];
    for (int y = 0; y < n; y++) {
      for (int x = 0; x < n; x++) {
        blurred[y][x] = blur(turned, x, y);
      }
    }
    return bytes(blurred, halved(blurred));
  }

  private static int blur(int[][] pixels, int x, int y) {
    int total = 0;
    int count = 0;
    for (int v = Math.max(0, y - 1); v < Math.min(pixels.length, y + 2); v++) {
      for (int u = Math.max(0, x - 1); u < Math.min(pixels.length, x + 2); u++) {
        total += pixels[v][u];
        count++;
      }
    }
    return total / count;
  }

  /** Each pixel the mean of four. */
  static int[][] halved(int[][] pixels) {
    int half = pixels.length / 2;
    var small = new int[half][half];
    for (int y = 0; y < half; y++) {
      for (int x = 0; x < half; x++) {
        var above = pixels[2 * y];
        var below = pixels[2 * y + 1];
        small[y][x] = (above[2 * x] + above[2 * x + 1] + below[2 * x] + below[2 * x + 1]) / 4;
      }
    }
    return small;
  }

  static byte[] bytes(int[][]... pictures) {
    var out = new java.io.ByteArrayOutputStream();
    for (var picture : pictures) {
      for (var row : picture) {
        for (int value : row) {
          out.write(value);
        }
      }
    }
    return out.toByteArray();
  }

  /** Frames of 64 by 64 in three colours made grey, and how each differs from the one before. */
  static byte[] video(int n) {
    var draw = new Numbers(n);
    var before = new int[FRAME];
    var moved = new long[n];
    for (int at = 0; at < n; at++) {
      var frame = new int[FRAME];
      for (int i = 0; i < FRAME; i++) {
        int red = draw.below(256);
        int green = draw.below(256);
        frame[i] = (red * 299 + green * 587 + draw.below(256) * 114) / 1_000;
        moved[at] += Math.abs(frame[i] - before[i]);
      }
      before = frame;
    }
    return Case.text(moved);
  }

  /** Half as wide and high, three times. */
  static byte[] resized(int n) {
    return bytes(halved(halved(halved(drawn(n, new Numbers(n))))));
  }
}
