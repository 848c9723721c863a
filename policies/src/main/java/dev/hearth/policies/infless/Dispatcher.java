package dev.hearth.policies.infless;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Splits a rate over instances so that each stays within its {@link RateWindow}. With {@code Rmax}
 * and {@code Rmin} the sums of the ups and lows and {@code Q} the rate:
 *
 * <pre>
 * Q &gt; Rmax                      each gets its up; Q - Rmax is surplus
 * Q &gt;= Rmin + α(Rmax - Rmin)    r_i = up_i - (up_i - low_i)/(Rmax - Rmin) · (Rmax - Q)
 * else                          some get nothing, so that the same holds for the rest;
 *                               where no such rest exists, with α/2, α/4, and 0
 * </pre>
 *
 * Of several such rests the one with the most instances is taken, and of these the one that leaves
 * out the later instances. Up to {@link #EXHAUSTIVE} instances all subsets are tried; of more,
 * those that leave out the last ones. A rate below every window goes to the instance with the least
 * low.
 */
record Dispatcher(double alpha) {
  static final int EXHAUSTIVE = 12;

  /** Requests a second for each instance, and what no instance can take. */
  record Shares(List<Double> rates, double surplus) {
    Shares {
      rates = List.copyOf(rates);
    }
  }

  Shares split(double rate, List<RateWindow> windows) {
    var whole = Sums.of(windows, keepFirst(windows.size()));
    if (rate > whole.up()) {
      return new Shares(
          windows.stream().map(window -> (double) window.up()).toList(), rate - whole.up());
    }
    for (double load : new double[] {alpha, alpha / 2, alpha / 4, 0}) {
      var kept = kept(rate, windows, load);
      if (!kept.isEmpty()) {
        return new Shares(within(rate, windows, kept), 0);
      }
    }
    return new Shares(leastAlone(rate, windows), 0);
  }

  /** The sums over some of the windows. */
  private record Sums(double up, double low) {
    static Sums of(List<RateWindow> windows, List<Integer> kept) {
      double up = 0;
      double low = 0;
      for (int index : kept) {
        up += windows.get(index).up();
        low += windows.get(index).low();
      }
      return new Sums(up, low);
    }

    boolean holds(double rate, double load) {
      return Dispatcher.holds(rate, load, up, low);
    }
  }

  private static List<Integer> kept(double rate, List<RateWindow> windows, double load) {
    if (windows.size() <= EXHAUSTIVE) {
      return ofAllSubsets(rate, windows, load);
    }
    for (int size = windows.size(); size > 0; size--) {
      var kept = keepFirst(size);
      if (Sums.of(windows, kept).holds(rate, load)) {
        return kept;
      }
    }
    return List.of();
  }

  /** Sums of a subset come from those of the subset without its last member. */
  private static List<Integer> ofAllSubsets(double rate, List<RateWindow> windows, double load) {
    int subsets = 1 << windows.size();
    var ups = new double[subsets];
    var lows = new double[subsets];
    int found = 0;
    for (int mask = 1; mask < subsets; mask++) {
      var last = windows.get(31 - Integer.numberOfLeadingZeros(mask));
      int rest = mask ^ Integer.highestOneBit(mask);
      ups[mask] = ups[rest] + last.up();
      lows[mask] = lows[rest] + last.low();
      if (Integer.bitCount(mask) > Integer.bitCount(found)
          && holds(rate, load, ups[mask], lows[mask])) {
        found = mask;
      }
    }
    return members(found);
  }

  private static boolean holds(double rate, double load, double up, double low) {
    return rate <= up && rate >= low + load * (up - low);
  }

  private static List<Integer> members(int mask) {
    var members = new ArrayList<Integer>();
    for (int index = 0; mask >> index != 0; index++) {
      if ((mask >> index & 1) == 1) {
        members.add(index);
      }
    }
    return members;
  }

  private static List<Integer> keepFirst(int size) {
    var first = new ArrayList<Integer>();
    for (int index = 0; index < size; index++) {
      first.add(index);
    }
    return first;
  }

  private static List<Double> within(double rate, List<RateWindow> windows, List<Integer> kept) {
    var sums = Sums.of(windows, kept);
    double back = sums.up() > sums.low() ? (sums.up() - rate) / (sums.up() - sums.low()) : 0;
    var rates = zeros(windows.size());
    for (int index : kept) {
      var window = windows.get(index);
      rates.set(index, window.up() - (window.up() - window.low()) * back);
    }
    return rates;
  }

  private static List<Double> leastAlone(double rate, List<RateWindow> windows) {
    var rates = zeros(windows.size());
    int least = 0;
    for (int index = 1; index < windows.size(); index++) {
      least = windows.get(index).low() < windows.get(least).low() ? index : least;
    }
    if (!windows.isEmpty()) {
      rates.set(least, rate);
    }
    return rates;
  }

  private static List<Double> zeros(int size) {
    return new ArrayList<>(Collections.nCopies(size, 0.0));
  }
}
