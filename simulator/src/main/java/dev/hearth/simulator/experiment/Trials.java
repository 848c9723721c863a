package dev.hearth.simulator.experiment;

import dev.hearth.simulator.laboratory.Measurements;
import dev.hearth.simulator.laboratory.PolicyMix;
import dev.hearth.simulator.laboratory.TrialOptions;
import dev.hearth.simulator.workload.Workload;

/** Runs one trial. May be called by several threads at once, each with a world of its own. */
@FunctionalInterface
public interface Trials {
  Measurements run(TrialOptions options, Workload workload, PolicyMix mix);
}
