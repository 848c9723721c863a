package dev.hearth.simulator.workload;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A scientific workflow that finds out on its way how much there is to do: phases one after the
 * other, each with a number of components side by side that is drawn from a Weibull distribution.
 *
 * @param phases in their order
 * @param shape of the distribution of their numbers
 * @param most components of one phase
 */
record PhasedWorkflow(List<Phase> phases, double shape, int most) implements Workflow {
  /**
   * A phase.
   *
   * @param scale of the distribution of its number of components
   * @param components what each of them is one of, all equally likely
   */
  record Phase(double scale, List<Component> components) {
    Phase {
      components = List.copyOf(components);
    }
  }

  /** A function and how long it takes. */
  record Component(int function, Lognormal duration) {}

  PhasedWorkflow {
    phases = List.copyOf(phases);
    if (phases.isEmpty() || !(shape > 0) || most < 1) {
      throw new IllegalArgumentException(
          "a phased workflow needs a phase, a positive shape and room for a component");
    }
  }

  @Override
  public WorkflowPlan draw(long at, RandomGenerator random) {
    var plan = new WorkflowPlan();
    for (var phase : phases) {
      int step = plan.add();
      int count = count(phase.scale(), random);
      for (int i = 0; i < count; i++) {
        var component = phase.components().get(random.nextInt(phase.components().size()));
        plan.invoke(step, component.function(), component.duration().draw(random));
      }
      if (step > 0) {
        plan.follow(step - 1, step);
      }
    }
    return plan;
  }

  private int count(double scale, RandomGenerator random) {
    double exponential = -StrictMath.log(1 - random.nextDouble());
    return (int)
        Math.clamp(StrictMath.rint(scale * StrictMath.pow(exponential, 1 / shape)), 1, most);
  }
}
