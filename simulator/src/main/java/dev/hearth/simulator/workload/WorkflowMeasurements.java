package dev.hearth.simulator.workload;

import org.HdrHistogram.Histogram;

/**
 * What was measured of whole workflows.
 *
 * @param begun workflows that arrived
 * @param completed of which every invocation was answered
 * @param failed of which one was not; nothing follows it
 * @param latency of the completed, from arrival to the last outcome, in microseconds
 * @param latencyNanos of all the completed together
 * @param criticalNanos what the completed would have taken together had no invocation ever waited,
 *     on hardware of speed 1
 */
public record WorkflowMeasurements(
    long begun,
    long completed,
    long failed,
    Histogram latency,
    double latencyNanos,
    double criticalNanos) {

  /** Of a workload without workflows. */
  public static final WorkflowMeasurements NONE =
      new WorkflowMeasurements(0, 0, 0, new Histogram(1), 0, 0);

  /** Share of the end-to-end time in which starts or queues, or slower hardware, held it up. */
  public double startUpShare() {
    return latencyNanos == 0 ? 0 : 1 - criticalNanos / latencyNanos;
  }

  /** How much longer than its critical path a workflow took, on average. */
  public double overheadNanos() {
    return completed == 0 ? 0 : (latencyNanos - criticalNanos) / completed;
  }
}
