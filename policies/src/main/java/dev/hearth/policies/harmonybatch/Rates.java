package dev.hearth.policies.harmonybatch;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Requests a second of each function that was ever called, measured over intervals. A new
 * measurement takes the place of the last only where it differs by more than a tenth and by more
 * than chance does, three standard deviations of a Poisson count; so a steady load keeps its plan.
 * It never falls to nothing: half a request an interval is left.
 */
final class Rates {
  private static final double SECOND = 1e9;
  private static final double DRIFT = 0.1;
  private static final double DEVIATIONS = 3;

  private final TreeMap<Integer, Integer> arrived = new TreeMap<>();
  private final TreeMap<Integer, Double> rates = new TreeMap<>();
  private long since;

  void begin(long now) {
    since = now;
  }

  void count(int function, int rows) {
    arrived.merge(function, rows, Integer::sum);
  }

  /** Ends an interval; functions that are not there any more are forgotten. */
  SortedMap<Integer, Double> measure(long now, IntPredicate there) {
    double seconds = Math.max(1e-9, (now - since) / SECOND);
    arrived.keySet().forEach(function -> rates.putIfAbsent(function, 0.0));
    rates.keySet().removeIf(function -> !there.test(function));
    rates.replaceAll((function, rate) -> next(arrived.getOrDefault(function, 0), rate, seconds));
    arrived.clear();
    since = now;
    return rates;
  }

  private static double next(int count, double rate, double seconds) {
    double expected = rate * seconds;
    double chance = Math.max(DRIFT * expected, DEVIATIONS * StrictMath.sqrt(expected));
    return rate > 0 && Math.abs(count - expected) <= chance ? rate : Math.max(count, .5) / seconds;
  }
}
