package dev.hearth.policies.mark;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which machines cover a forecast at least cost. While some of the next {@value #AHEAD} steps is
 * not covered, the worst of them, {@code h}, gets the machine with the least
 *
 * <pre>
 * (price · span + boot) / Σ min(rate, uncovered)
 *   span  steps from h on in which nothing is covered too much
 *   boot  price of its boot for a new one, 0 for one that is there
 * </pre>
 *
 * which covers its rate over the span. What costs more that way than by functions is left to them.
 */
final class GreedyPlan {
  static final int AHEAD = 6;

  /**
   * A kind of machine.
   *
   * @param rate requests a second
   * @param secondPrice of one
   * @param bootPrice of a new one
   * @param there how many there are already, booting or serving
   */
  record Kind(double rate, double secondPrice, double bootPrice, int there) {}

  /** Machines of a kind that are needed: of those that are there, and new ones. */
  record Need(int kept, int launched) {}

  private final List<Kind> kinds;
  private final double stepSeconds;
  private final double functionPrice;
  private final double[] uncovered;
  private final int[] kept;
  private final int[] launched;

  /**
   * @param forecast requests a second in each step to come
   * @param functionPrice of a request that no machine takes
   */
  GreedyPlan(List<Kind> kinds, List<Double> forecast, double stepSeconds, double functionPrice) {
    this.kinds = List.copyOf(kinds);
    this.stepSeconds = stepSeconds;
    this.functionPrice = functionPrice;
    uncovered = forecast.stream().mapToDouble(Double::doubleValue).toArray();
    kept = new int[kinds.size()];
    launched = new int[kinds.size()];
  }

  /** The needs, by kind. */
  List<Need> needs(int mostMachines) {
    for (int chosen = 0; chosen < mostMachines; chosen++) {
      int worst = worst();
      if (uncovered.length == 0 || uncovered[worst] <= 0 || !cover(worst)) {
        break;
      }
    }
    var needs = new ArrayList<Need>();
    for (int kind = 0; kind < kept.length; kind++) {
      needs.add(new Need(kept[kind], launched[kind]));
    }
    return needs;
  }

  private int worst() {
    int worst = 0;
    for (int step = 1; step < Math.min(AHEAD, uncovered.length); step++) {
      worst = uncovered[step] > uncovered[worst] ? step : worst;
    }
    return worst;
  }

  /** A machine that could be taken next. */
  private record Choice(int kind, boolean launch, double requestPrice) {}

  private boolean cover(int from) {
    int to = from;
    while (to < uncovered.length && uncovered[to] >= 0) {
      to++;
    }
    var choice = cheapest(from, to);
    if (choice.isEmpty() || choice.get().requestPrice() > functionPrice) {
      return false;
    }
    take(choice.get(), from, to);
    return true;
  }

  private void take(Choice choice, int from, int to) {
    (choice.launch() ? launched : kept)[choice.kind()]++;
    for (int step = from; step < to; step++) {
      uncovered[step] -= kinds.get(choice.kind()).rate();
    }
  }

  private Optional<Choice> cheapest(int from, int to) {
    Optional<Choice> best = Optional.empty();
    for (int kind = 0; kind < kinds.size(); kind++) {
      boolean launch = kept[kind] == kinds.get(kind).there();
      double price = requestPrice(kinds.get(kind), launch, from, to);
      if (best.isEmpty() || price < best.get().requestPrice()) {
        best = Optional.of(new Choice(kind, launch, price));
      }
    }
    return best;
  }

  private double requestPrice(Kind kind, boolean launch, int from, int to) {
    double served = 0;
    for (int step = from; step < to; step++) {
      served += Math.min(kind.rate(), Math.max(0, uncovered[step])) * stepSeconds;
    }
    double price = kind.secondPrice() * (to - from) * stepSeconds;
    return (price + (launch ? kind.bootPrice() : 0)) / served;
  }
}
