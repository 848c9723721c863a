package dev.hearth.policies.harmonybatch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The least cost a second over all partitions of a few applications, neighbours or not. */
final class ExhaustiveGrouping {
  private final CostModel model;
  private final List<Application> applications;
  private final double[] least;

  ExhaustiveGrouping(CostModel model, List<Application> applications) {
    this.model = model;
    this.applications =
        applications.stream()
            .sorted(Comparator.comparingDouble(Application::objectiveSeconds))
            .toList();
    least = new double[1 << applications.size()];
    Arrays.fill(least, Double.NaN);
    least[0] = 0;
  }

  double cost() {
    var together = new double[least.length];
    for (int set = 1; set < together.length; set++) {
      together[set] = together(set);
    }
    for (int set = 1; set < least.length; set++) {
      least[set] = best(set, together);
    }
    return least[least.length - 1];
  }

  /** The group of the first of them is some subset of the others and itself. */
  private double best(int set, double[] together) {
    int first = Integer.lowestOneBit(set);
    double best = Double.POSITIVE_INFINITY;
    for (int group = set; group > 0; group = (group - 1) & set) {
      if ((group & first) != 0) {
        best = Math.min(best, together[group] + least[set & ~group]);
      }
    }
    return best;
  }

  private double together(int set) {
    var group = new ArrayList<Application>();
    for (int i = 0; i < applications.size(); i++) {
      if ((set & 1 << i) != 0) {
        group.add(applications.get(i));
      }
    }
    return Provision.cheapest(model, group)
        .map(provision -> provision.cost() * Application.totalRate(group))
        .orElse(Double.POSITIVE_INFINITY);
  }
}
