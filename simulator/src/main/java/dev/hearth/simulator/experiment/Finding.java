package dev.hearth.simulator.experiment;

import dev.hearth.simulator.laboratory.Measurements;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A variant with what was measured under each seed, in the order of the seeds. */
public record Finding(Variant variant, List<Measurements> trials) {
  public Finding {
    trials = List.copyOf(trials);
  }

  /** Mean and confidence interval of a measurement over the seeds. */
  public Interval interval(ToDoubleFunction<Measurements> measurement) {
    return Interval.of(trials.stream().map(trial -> measurement.applyAsDouble(trial)).toList());
  }
}
