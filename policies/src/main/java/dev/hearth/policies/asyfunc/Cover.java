package dev.hearth.policies.asyfunc;

import dev.hearth.kernel.Configuration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The cheapest instances that add a rate, greedily: of all kinds still to be had, the one with the
 * greatest gain for its cost comes first, unless one alone covers what is left for less than as
 * many of those as that would take.
 */
final class Cover {
  /**
   * A kind of instance.
   *
   * @param function whose instance it is
   * @param configuration what it gets
   * @param gain rows a second that one adds
   * @param cost of one
   * @param most how many can be had
   */
  record Kind(int function, Configuration configuration, double gain, double cost, int most) {
    double efficiency() {
      return gain / cost;
    }
  }

  private static final Comparator<Kind> BEST =
      Comparator.comparingDouble(Kind::efficiency)
          .reversed()
          .thenComparingInt(Kind::function)
          .thenComparingInt(kind -> kind.configuration().resources().cpuMillis());

  private Cover() {}

  /** What to start; a kind stands in it once for each instance. */
  static List<Kind> of(double rate, List<Kind> kinds, int most) {
    var left = new ArrayList<>(kinds);
    left.removeIf(kind -> kind.gain() <= 0 || kind.most() < 1);
    left.sort(BEST);
    var chosen = new ArrayList<Kind>();
    double missing = rate;
    while (missing > 0 && !left.isEmpty() && chosen.size() < most) {
      var next = next(missing, left);
      chosen.add(next);
      missing -= next.gain();
      left.set(left.indexOf(next), less(next));
      left.removeIf(kind -> kind.most() < 1);
    }
    return chosen;
  }

  private static Kind next(double missing, List<Kind> sorted) {
    var best = sorted.getFirst();
    double onlyBest = Math.ceil(missing / best.gain()) * best.cost();
    return sorted.stream()
        .filter(kind -> kind.gain() >= missing && kind.cost() < onlyBest)
        .min(Comparator.comparingDouble(Kind::cost))
        .orElse(best);
  }

  private static Kind less(Kind kind) {
    return new Kind(
        kind.function(), kind.configuration(), kind.gain(), kind.cost(), kind.most() - 1);
  }
}
