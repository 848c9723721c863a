package dev.hearth.simulator.workload;

import java.util.random.RandomGenerator;

/** A kind of workflow, each of which may go its own way. */
sealed interface Workflow permits GraphWorkflow, PhasedWorkflow {
  /** One that begins {@code at}; its chance comes from {@code random} alone. */
  WorkflowPlan draw(long at, RandomGenerator random);
}
