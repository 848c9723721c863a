package dev.hearth.policies.warmth;

import dev.hearth.policies.learning.Forecaster;
import dev.hearth.policies.learning.Series;

/**
 * The greatest concurrency to expect in the next interval, by a network trained on those of the
 * past. It asks to be woken at the end of each interval until {@link #WINDOW} of them have passed
 * without an arrival, and says nothing while fewer than {@link #LOADED} of them had any.
 */
final class ConcurrencyForecast {
  /** Intervals the network looks back. */
  static final int WINDOW = 16;

  /** Intervals that are remembered. */
  static final int REMEMBERED = 128;

  static final int LOADED = 4;

  private static final int PASSES = 4;

  private final long intervalNanos;
  private final long trainNanos;
  private final Forecaster network;
  private final Series peaks = new Series(REMEMBERED);
  private long ends = Long.MAX_VALUE;
  private long nextTraining = Long.MIN_VALUE;
  private int peak;
  private int silent = WINDOW;
  private boolean news;

  ConcurrencyForecast(long intervalNanos, long trainNanos, Forecaster network) {
    this.intervalNanos = intervalNanos;
    this.trainNanos = trainNanos;
    this.network = network;
  }

  /** An invocation came, with which so many are in hand. */
  void arrived(long now, int concurrency) {
    peak = Math.max(peak, concurrency);
    if (ends == Long.MAX_VALUE && intervalNanos > 0) {
      ends = now + intervalNanos;
    }
  }

  long nextWake() {
    return ends;
  }

  /** Ends the interval that is over; what to be ready for in the next. */
  int next(long now) {
    if (now < ends) {
      return 0;
    }
    peaks.add(peak);
    news |= peak > 0;
    silent = peak > 0 ? 0 : silent + 1;
    peak = 0;
    if (silent >= WINDOW) {
      ends = Long.MAX_VALUE;
      return 0;
    }
    ends = now + intervalNanos;
    if (now >= nextTraining && news) {
      train(now);
    }
    return loaded() < LOADED ? 0 : (int) StrictMath.round(network.predict(peaks));
  }

  private void train(long now) {
    int most = peaks.size() - WINDOW - 1;
    for (int pass = PASSES - 1; pass >= 0 && most >= 0; pass--) {
      network.train(peaks, most * pass / PASSES);
    }
    nextTraining = now + trainNanos;
    news = false;
  }

  private int loaded() {
    int loaded = 0;
    for (int back = 0; back < Math.min(WINDOW, peaks.size()); back++) {
      loaded += peaks.back(back) > 0 ? 1 : 0;
    }
    return loaded;
  }
}
