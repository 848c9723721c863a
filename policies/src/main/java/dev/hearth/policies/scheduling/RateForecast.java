package dev.hearth.policies.scheduling;

import dev.hearth.policies.learning.Forecaster;
import dev.hearth.policies.learning.Series;
import java.util.Arrays;

/**
 * The greatest rate to expect of each function in the next interval, by one network trained in turn
 * on those functions that were invoked lately.
 */
final class RateForecast {
  /** Intervals the network looks back. */
  static final int WINDOW = 20;

  private static final int REMEMBERED = 120;
  private static final int TRAINED_AT_ONCE = 8;
  private static final double SECOND = 1e9;

  /** What is known of one function. */
  private static final class Rate {
    final Series greatest = new Series(REMEMBERED);
    long sampleEnds = Long.MIN_VALUE;
    int inSample;
    int most;
    int silent = WINDOW;
    double expected;
    double startNanos;
  }

  private final long sampleNanos;
  private final long trainNanos;
  private final Forecaster network;
  private Rate[] functions = new Rate[0];
  private long nextTraining;
  private int turn;

  RateForecast(long sampleNanos, long trainNanos, Forecaster network) {
    this.sampleNanos = sampleNanos;
    this.trainNanos = trainNanos;
    this.network = network;
  }

  private Rate of(int function) {
    int known = functions.length;
    if (function >= known) {
      functions = Arrays.copyOf(functions, Math.max(function + 1, 2 * known));
      Arrays.setAll(functions, i -> i < known ? functions[i] : new Rate());
    }
    return functions[function];
  }

  void arrived(long now, int function) {
    var rate = of(function);
    if (now >= rate.sampleEnds) {
      rate.sampleEnds = now - Math.floorMod(now, sampleNanos) + sampleNanos;
      rate.inSample = 0;
    }
    rate.most = Math.max(rate.most, ++rate.inSample);
  }

  /** A start took so long. */
  void started(int function, long nanos) {
    of(function).startNanos = nanos;
  }

  /** What the last start took, 0 before the first. */
  double startNanos(int function) {
    return of(function).startNanos;
  }

  /** Invocations a second. */
  double expected(int function) {
    return of(function).expected;
  }

  /** Ends the interval of all functions; true if none of them was invoked lately. */
  boolean endInterval(long now) {
    boolean quiet = true;
    for (var rate : functions) {
      rate.silent = rate.most > 0 ? 0 : Math.min(WINDOW, rate.silent + 1);
      if (rate.silent < WINDOW) {
        rate.greatest.add(rate.most * SECOND / sampleNanos);
        quiet = false;
      }
      rate.most = 0;
    }
    if (trainNanos > 0) {
      train(now);
      for (var rate : functions) {
        rate.expected = rate.silent < WINDOW ? network.predict(rate.greatest) : 0;
      }
    }
    return quiet;
  }

  private void train(long now) {
    if (now < nextTraining) {
      return;
    }
    nextTraining = now + trainNanos;
    int trained = 0;
    for (int i = 0; i < functions.length && trained < TRAINED_AT_ONCE; i++) {
      turn = (turn + 1) % functions.length;
      var series = functions[turn].greatest;
      if (functions[turn].silent < WINDOW && series.size() > WINDOW) {
        network.train(series, 0);
        network.train(series, (series.size() - WINDOW - 1) / 2);
        trained++;
      }
    }
  }

  boolean knows(int function) {
    return function < functions.length;
  }
}
