package dev.hearth.benchmarks.soak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What goes wrong when, from a seed: rounds in which each fault comes once, in an order of their
 * own. The node is killed in the first half only, so that its last life is long enough to judge.
 */
record FaultPlan(List<Planned> faults) {
  /** A fault at a second after the traffic began. */
  record Planned(double atSeconds, Fault fault) {}

  FaultPlan {
    faults = List.copyOf(faults);
  }

  /**
   * A plan.
   *
   * @param seconds that the traffic lasts; the last tenth stays quiet
   * @param apart seconds from one fault to the next, on average
   */
  static FaultPlan of(long seed, double seconds, double apart) {
    var random = new Random(seed);
    List<Planned> planned = new ArrayList<>();
    List<Fault> round = new ArrayList<>();
    double at = apart / 2;
    while (at < seconds * 0.9 - apart / 2) {
      if (round.isEmpty()) {
        Collections.addAll(round, Fault.values());
        Collections.shuffle(round, random);
      }
      Fault fault = round.removeFirst();
      if (fault != Fault.KILL_NODE || at < seconds / 2) {
        planned.add(new Planned(at, fault));
        at += apart * (0.8 + 0.4 * random.nextDouble());
      }
    }
    return new FaultPlan(planned);
  }
}
