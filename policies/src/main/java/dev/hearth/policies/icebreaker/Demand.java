package dev.hearth.policies.icebreaker;

/**
 * What one function needed in the last intervals, what was predicted for them, and how long it
 * takes on either class of hardware.
 */
final class Demand {
  private final double[] seen;
  private final int judged;
  private long intervals;
  private int sinceUse;
  private int peak;
  private final int[] predictions;
  private int predicted;
  private final Spans high = new Spans();
  private final Spans low = new Spans();

  /** Latest times on a class of hardware, in seconds; 0 while unknown. */
  static final class Spans {
    double start;
    double run;

    double total() {
      return start + run;
    }

    boolean known() {
      return start > 0 && run > 0;
    }
  }

  /**
   * Remembers so much.
   *
   * @param window intervals that a forecast is made from
   * @param judged intervals by which predictions are judged
   */
  Demand(int window, int judged) {
    seen = new double[window];
    this.judged = judged;
    predictions = new int[judged];
    sinceUse = window;
  }

  Spans spans(boolean onHigh) {
    return onHigh ? high : low;
  }

  /** So many were in hand at once in this interval. */
  void inHand(int invocations) {
    peak = Math.max(peak, invocations);
  }

  /** An interval is over; the next begins with so many in hand. */
  void close(int stillInHand) {
    seen[(int) (intervals % seen.length)] = peak;
    predictions[(int) (intervals % judged)] = predicted;
    intervals++;
    sinceUse = peak > 0 ? 0 : sinceUse + 1;
    peak = stillInHand;
  }

  /** Whether nothing in its window says that it will be used. */
  boolean silent() {
    return sinceUse >= seen.length;
  }

  void predict(int concurrency) {
    predicted = concurrency;
  }

  int predicted() {
    return predicted;
  }

  /** The window, oldest first, zeros before the first interval. */
  double[] window() {
    var values = new double[seen.length];
    for (int place = 0; place < values.length; place++) {
      values[place] = seen[(int) ((intervals + place) % seen.length)];
    }
    return values;
  }

  /** Share of what was needed of late that had not been predicted. */
  double missed() {
    double missed = 0;
    double needed = 0;
    for (long past = firstJudged(); past < intervals; past++) {
      missed += Math.max(0, seenAt(past) - predictedAt(past));
      needed += seenAt(past);
    }
    return needed == 0 ? 0 : Math.min(1, missed / needed);
  }

  /** 1 less the excess that was predicted of late, as a share of what was needed; at least 0. */
  double borneOut() {
    double excess = 0;
    double needed = 0;
    for (long past = firstJudged(); past < intervals; past++) {
      excess += Math.max(0, predictedAt(past) - seenAt(past));
      needed += seenAt(past);
    }
    return needed == 0 ? 0 : Math.max(0, 1 - excess / needed);
  }

  private long firstJudged() {
    return Math.max(0, intervals - Math.min(judged, seen.length));
  }

  private double seenAt(long interval) {
    return seen[(int) (interval % seen.length)];
  }

  private int predictedAt(long interval) {
    return predictions[(int) (interval % judged)];
  }

  /**
   * Share of start and run that high-end hardware saves; where one class was not tried yet, {@code
   * lowSpeed} is the relation of the two.
   */
  double speedUp(double lowSpeed) {
    return high.known() && low.known() ? Math.max(0, 1 - high.total() / low.total()) : 1 - lowSpeed;
  }
}
