package dev.hearth.gateway.inference;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * The shortest decimal of a {@code float} that reads back as the same, the very text of {@link
 * Float#toString(float)}, put straight into bytes: an answer of a model holds thousands.
 *
 * <p>Numbers of 0.001 to below 10,000,000 that are no power of two go the quick way of Raffaello
 * Giulietti, "The Schubfach way to render doubles", 2020, in its form for 24-bit significands: with
 * k = floor(log10(2^q)), the bounds and the value c 2^q are scaled by 10^-k in fixed point, rounded
 * to odd, and the shortest decimal between the bounds is chosen. All others go through {@code
 * Float.toString}.
 */
final class FloatText {
  /** The longest text, such as {@code -1.17549435E-38}. */
  static final int MAX_BYTES = 15;

  private static final float LOWEST = 1e-3f;
  private static final float HIGHEST = 1e7f;
  private static final int SIGNIFICAND_BITS = 23;
  private static final int SIGNIFICAND_MASK = (1 << SIGNIFICAND_BITS) - 1;
  private static final int EXPONENTS = 255;
  private static final int EXPONENT_BIAS = 150;
  private static final double LOG10_OF_2 = 0.3010299956639812;
  private static final int SCALE_BITS = 62;
  private static final int FRACTION_BITS = 31;
  private static final long FRACTION_MASK = (1L << FRACTION_BITS) - 1;
  private static final int[] POWERS_OF_10 = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000
  };

  private static final int[] DECIMAL_EXPONENTS = new int[EXPONENTS];
  private static final long[] SCALES = new long[EXPONENTS];
  private static final int[] SHIFTS = new int[EXPONENTS];
  private static final byte[] PAIRS = new byte[200];

  static {
    for (int exponent = 1; exponent < EXPONENTS; exponent++) {
      int q = exponent - EXPONENT_BIAS;
      int k = (int) Math.floor(q * LOG10_OF_2);
      BigInteger power = BigInteger.TEN.pow(Math.abs(k));
      int log2 = k <= 0 ? power.bitLength() - 1 : -power.bitLength();
      BigInteger scale =
          k <= 0
              ? power.shiftLeft(SCALE_BITS).shiftRight(log2)
              : BigInteger.ONE.shiftLeft(SCALE_BITS - log2).divide(power);
      DECIMAL_EXPONENTS[exponent] = k;
      SCALES[exponent] = scale.longValueExact() + 1;
      SHIFTS[exponent] = q + log2 + FRACTION_BITS + 2;
    }
    for (int i = 0; i < 100; i++) {
      PAIRS[2 * i] = (byte) ('0' + i / 10);
      PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
    }
  }

  private FloatText() {}

  /**
   * Writes a finite number.
   *
   * @param target with room for {@link #MAX_BYTES} from {@code at}
   * @return where the text ends
   */
  static int write(float value, byte[] target, int at) {
    float size = Math.abs(value);
    int bits = Float.floatToRawIntBits(size);
    if (!(size >= LOWEST && size < HIGHEST) || (bits & SIGNIFICAND_MASK) == 0) {
      byte[] text = Float.toString(value).getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(text, 0, target, at, text.length);
      return at + text.length;
    }
    int from = at;
    if (value < 0) {
      target[from++] = '-';
    }
    int exponent = bits >>> SIGNIFICAND_BITS;
    int digits = shortest((bits & SIGNIFICAND_MASK) | (1 << SIGNIFICAND_BITS), exponent);
    return plain(digits, DECIMAL_EXPONENTS[exponent], target, from);
  }

  /** The decimal significand for c 2^q, to be multiplied by 10^k; may end in zeros. */
  private static int shortest(int c, int exponent) {
    long scale = SCALES[exponent];
    int shift = SHIFTS[exponent];
    int odd = c & 1;
    long low = scaled(scale, (4L * c - 2) << shift) + odd;
    long middle = scaled(scale, (4L * c) << shift);
    long high = scaled(scale, (4L * c + 2) << shift) - odd;
    int floor = (int) (middle >> 2);
    int tens = floor / 10 * 10;
    boolean tensFit = low <= 4L * tens;
    boolean nextTensFit = 4L * (tens + 10) <= high;
    if (tensFit != nextTensFit) {
      return tensFit ? tens : tens + 10;
    }
    boolean floorFits = low <= 4L * floor;
    boolean nextFits = 4L * (floor + 1) <= high;
    if (floorFits != nextFits) {
      return floorFits ? floor : floor + 1;
    }
    long beyondHalf = middle - (4L * floor + 2);
    return beyondHalf < 0 || (beyondHalf == 0 && (floor & 1) == 0) ? floor : floor + 1;
  }

  /** The whole part of a product in fixed point, its lowest bit set if anything was cut off. */
  private static long scaled(long scale, long factor) {
    long product = Math.multiplyHigh(scale, factor);
    long cutOff = ((product & FRACTION_MASK) + FRACTION_MASK) >>> FRACTION_BITS;
    return (product >>> FRACTION_BITS) | cutOff;
  }

  private static int plain(int significand, int exponent, byte[] target, int at) {
    int digits = significand;
    int power = exponent;
    while (digits % 10 == 0) {
      digits /= 10;
      power++;
    }
    int length = length(digits);
    int whole = length + power;
    if (whole <= 0) {
      return fraction(digits, length, -whole, target, at);
    }
    if (power < 0) {
      put(digits, length, target, at + 1);
      System.arraycopy(target, at + 1, target, at, whole);
      target[at + whole] = '.';
      return at + length + 1;
    }
    put(digits * POWERS_OF_10[power], whole, target, at);
    target[at + whole] = '.';
    target[at + whole + 1] = '0';
    return at + whole + 2;
  }

  private static int fraction(int digits, int length, int zeros, byte[] target, int at) {
    target[at] = '0';
    target[at + 1] = '.';
    int from = at + 2;
    for (int i = 0; i < zeros; i++) {
      target[from++] = '0';
    }
    put(digits, length, target, from);
    return from + length;
  }

  private static void put(int digits, int length, byte[] target, int at) {
    int left = digits;
    int to = at + length;
    while (to - at >= 2) {
      int pair = left % 100;
      left /= 100;
      to -= 2;
      target[to] = PAIRS[2 * pair];
      target[to + 1] = PAIRS[2 * pair + 1];
    }
    if (to > at) {
      target[at] = (byte) ('0' + left);
    }
  }

  private static int length(int digits) {
    int length = 9;
    while (digits < POWERS_OF_10[length - 1]) {
      length--;
    }
    return length;
  }
}
