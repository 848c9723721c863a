package dev.hearth.simulator.laboratory;

import dev.hearth.kernel.Resources;
import dev.hearth.simulator.workload.WorkflowMeasurements;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Counts and integrates while a trial runs. What is held is integrated from change to change, and
 * not beyond the workload's end, so that a long last run makes no policy look wasteful.
 */
final class Meter {
  private static final double NANOS = 1e9;
  private static final double MILLIS_IN_CORE = 1e3;
  private static final double BYTES_IN_GIB = 1L << 30;
  private static final double SECONDS_IN_HOUR = 3_600;

  private final long horizon;
  private final List<TrialOptions.Hardware> hardware;
  private final long stepNanos;
  private final long[] arrivalsByStep;
  private final long[] coldByStep;
  private final double[] instancesByStep;
  private final double[] busyByStep;
  private final double[] memoryByStep;
  private final long[] functionInvocations;
  private final long[] functionColdStarts;
  private final long[] functionGoodput;
  private final Histogram latency = new Histogram(3);
  private final Histogram startDelay = new Histogram(3);

  private long now;
  private int step;
  private long stepEnd;
  private final long[] memoryByHardware;
  private final long[] busyMemoryByHardware;
  private long cpuMillis;
  private long gpuPercent;
  private long instances;
  private long busy;
  private final double[] memoryTimeByHardware;
  private final double[] busyMemoryTimeByHardware;
  private double cpuTime;
  private double gpuTime;

  private long invocations;
  private long answered;
  private long good;
  private long coldStarts;
  private long rejected;
  private long timedOut;
  private long failed;
  private long starts;
  private long binds;
  private long loads;
  private long unusedStarts;

  Meter(int functions, long horizon, List<TrialOptions.Hardware> hardware, long stepNanos) {
    this.horizon = horizon;
    this.hardware = hardware;
    this.stepNanos = stepNanos;
    int steps = (int) Math.max(1, Math.ceilDiv(horizon, stepNanos));
    arrivalsByStep = new long[steps];
    coldByStep = new long[steps];
    instancesByStep = new double[steps];
    busyByStep = new double[steps];
    memoryByStep = new double[steps];
    functionInvocations = new long[functions];
    functionColdStarts = new long[functions];
    functionGoodput = new long[functions];
    memoryByHardware = new long[hardware.size()];
    busyMemoryByHardware = new long[hardware.size()];
    busyMemoryTimeByHardware = new double[hardware.size()];
    memoryTimeByHardware = new double[hardware.size()];
    stepEnd = stepNanos;
  }

  void arrived(long at, int function) {
    advance(at);
    invocations++;
    functionInvocations[function]++;
    arrivalsByStep[step]++;
  }

  void cold(long arrivedAt, int function, long delayNanos) {
    coldStarts++;
    functionColdStarts[function]++;
    coldByStep[(int) Math.min(coldByStep.length - 1, arrivedAt / stepNanos)]++;
    startDelay.recordValue(delayNanos / 1_000);
  }

  void answered(int function, long latencyNanos, boolean withinObjective) {
    answered++;
    good += withinObjective ? 1 : 0;
    functionGoodput[function] += withinObjective ? 1 : 0;
    latency.recordValue(latencyNanos / 1_000);
  }

  void rejected() {
    rejected++;
  }

  void timedOut() {
    timedOut++;
  }

  void failed() {
    failed++;
  }

  void instanceStarts(long at, Live instance) {
    advance(at);
    starts++;
    instances++;
    memoryByHardware[instance.hardware] += instance.heldBytes();
    cpuMillis += instance.resources.cpuMillis();
    gpuPercent += instance.resources.gpuPercent();
  }

  void instanceGone(long at, Live instance) {
    advance(at);
    instances--;
    unusedStarts += instance.runs == 0 ? 1 : 0;
    if (instance.busy > 0) {
      busy--;
      busyMemoryByHardware[instance.hardware] -= instance.memoryBytes;
    }
    memoryByHardware[instance.hardware] -= instance.heldBytes();
    cpuMillis -= instance.resources.cpuMillis();
    gpuPercent -= instance.resources.gpuPercent();
  }

  void bound(long at, Live instance, long heldBefore, Resources before) {
    advance(at);
    cpuMillis += instance.resources.cpuMillis() - before.cpuMillis();
    gpuPercent += instance.resources.gpuPercent() - before.gpuPercent();
    binds++;
    memoryByHardware[instance.hardware] += instance.heldBytes() - heldBefore;
  }

  void loaded(long at, Live instance, long bytes) {
    advance(at);
    loads += bytes > 0 ? 1 : 0;
    memoryByHardware[instance.hardware] += bytes;
  }

  void runStarted(long at, Live instance) {
    if (instance.busy++ == 0) {
      advance(at);
      busy++;
      busyMemoryByHardware[instance.hardware] += instance.memoryBytes;
    }
    instance.runs++;
  }

  void runEnded(long at, Live instance) {
    if (--instance.busy == 0) {
      advance(at);
      busy--;
      busyMemoryByHardware[instance.hardware] -= instance.memoryBytes;
    }
  }

  /** Integrates what is held until {@code instant}. */
  private void advance(long instant) {
    long until = Math.min(instant, horizon);
    while (until > stepEnd && step < arrivalsByStep.length - 1) {
      integrate(stepEnd);
      step++;
      stepEnd += stepNanos;
    }
    integrate(until);
  }

  private void integrate(long until) {
    double span = until - now;
    if (span <= 0) {
      return;
    }
    now = until;
    long memory = 0;
    for (int i = 0; i < memoryByHardware.length; i++) {
      memory += memoryByHardware[i];
      memoryTimeByHardware[i] += memoryByHardware[i] * span;
      busyMemoryTimeByHardware[i] += busyMemoryByHardware[i] * span;
    }
    cpuTime += cpuMillis * span;
    gpuTime += gpuPercent * span;
    instancesByStep[step] += instances * span;
    busyByStep[step] += busy * span;
    memoryByStep[step] += memory * span;
  }

  Measurements measurements(WorkflowMeasurements workflows) {
    advance(horizon);
    double memoryTime = 0;
    double busyMemoryTime = 0;
    double cost = 0;
    for (int i = 0; i < memoryTimeByHardware.length; i++) {
      var kind = hardware.get(i);
      memoryTime += memoryTimeByHardware[i];
      busyMemoryTime += busyMemoryTimeByHardware[i];
      cost += (kind.onUse() ? busyMemoryTimeByHardware[i] : memoryTimeByHardware[i]) * kind.price();
    }
    return new Measurements(
        invocations,
        answered,
        coldStarts,
        rejected,
        timedOut,
        failed,
        starts,
        binds,
        loads,
        unusedStarts,
        latency,
        startDelay,
        memoryTime / NANOS,
        busyMemoryTime / NANOS,
        cpuTime / NANOS / MILLIS_IN_CORE,
        gpuTime / NANOS,
        cost / NANOS / BYTES_IN_GIB / SECONDS_IN_HOUR,
        good,
        functionInvocations,
        functionColdStarts,
        functionGoodput,
        new Measurements.Timeline(
            stepNanos,
            arrivalsByStep,
            coldByStep,
            means(instancesByStep),
            means(busyByStep),
            means(memoryByStep)),
        workflows);
  }

  private double[] means(double[] integrals) {
    var means = new double[integrals.length];
    for (int i = 0; i < means.length; i++) {
      long end = Math.min(horizon, (i + 1) * stepNanos);
      means[i] = integrals[i] / Math.max(1, end - i * stepNanos);
    }
    return means;
  }
}
