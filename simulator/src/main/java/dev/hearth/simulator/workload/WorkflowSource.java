package dev.hearth.simulator.workload;

/** Arrivals that belong to workflows, and know how whole workflows went. */
public interface WorkflowSource extends Arrivals {
  /** Until now; a copy. */
  WorkflowMeasurements workflows();
}
