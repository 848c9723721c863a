package dev.hearth.policies.mark;

import dev.hearth.kernel.Plan;
import dev.hearth.kernel.PlanRequest;
import dev.hearth.kernel.Planner;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link GreedyPlan} off the loop.
 *
 * <p>Snapshot: seconds of a step, price of a request of a function, most machines, number of kinds,
 * and of each its rate, price of a second, price of a boot and how many there are; then the
 * forecast in requests a second. Plan: machines kept and launched of each kind.
 */
public final class MArkPlanner implements Planner {
  public static final String ID = "mark";
  private static final int HEADER = 4;
  private static final int KIND = 4;

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Plan plan(PlanRequest request) {
    var numbers = request.snapshot();
    int forecast = HEADER + KIND * numbers.get(3).intValue();
    var kinds = new ArrayList<GreedyPlan.Kind>();
    for (int at = HEADER; at < forecast; at += KIND) {
      kinds.add(
          new GreedyPlan.Kind(
              numbers.get(at),
              numbers.get(at + 1),
              numbers.get(at + 2),
              numbers.get(at + 3).intValue()));
    }
    var plan =
        new GreedyPlan(
            kinds, numbers.subList(forecast, numbers.size()), numbers.get(0), numbers.get(1));
    var values = new ArrayList<Double>();
    for (var need : plan.needs(numbers.get(2).intValue())) {
      values.add((double) need.kept());
      values.add((double) need.launched());
    }
    return new Plan(true, values);
  }

  static List<Double> snapshot(
      double stepSeconds,
      double functionPrice,
      int mostMachines,
      List<GreedyPlan.Kind> kinds,
      List<Double> forecast) {
    var numbers = new ArrayList<Double>();
    numbers.addAll(
        List.of(stepSeconds, functionPrice, (double) mostMachines, (double) kinds.size()));
    for (var kind : kinds) {
      numbers.addAll(
          List.of(kind.rate(), kind.secondPrice(), kind.bootPrice(), (double) kind.there()));
    }
    numbers.addAll(forecast);
    return numbers;
  }
}
