package dev.hearth.simulator.laboratory;

import dev.hearth.simulator.workload.WorkflowMeasurements;
import org.HdrHistogram.Histogram;

/**
 * What was measured in one trial. A function of the trial's options, workload and seed alone.
 *
 * @param invocations sent
 * @param answered ended well
 * @param coldStarts invocations that arrived before the instance that served them was ready
 * @param rejected turned away
 * @param timedOut ended by a deadline
 * @param failed ended badly
 * @param starts instances started anew
 * @param binds instances taken over from another function
 * @param loads artifacts loaded into instances of another function
 * @param unusedStarts instances that ended without a run
 * @param latency from arrival to outcome of the answered, in microseconds
 * @param startDelay what cold invocations waited, in microseconds
 * @param memoryByteSeconds memory times the time it was held, from the beginning of a start on
 * @param busyByteSeconds the part of it in which the instance ran something
 * @param cpuCoreSeconds CPU of instances times the time they held it, busy or not
 * @param gpuPercentSeconds the same of their shares of accelerators
 * @param cost memory held times the price of its hardware, or memory in use where that is what is
 *     paid for, in price units a GiB-hour
 * @param goodput answered within the objective; all answered where there is none
 * @param functionInvocations by handle
 * @param functionColdStarts by handle
 * @param functionGoodput by handle, answered within the objective
 * @param timeline by step of time
 * @param workflows {@link WorkflowMeasurements#NONE} of a workload without workflows
 */
@SuppressWarnings("ArrayRecordComponent") // as many as there are functions; nobody writes to them
public record Measurements(
    long invocations,
    long answered,
    long coldStarts,
    long rejected,
    long timedOut,
    long failed,
    long starts,
    long binds,
    long loads,
    long unusedStarts,
    Histogram latency,
    Histogram startDelay,
    double memoryByteSeconds,
    double busyByteSeconds,
    double cpuCoreSeconds,
    double gpuPercentSeconds,
    double cost,
    long goodput,
    long[] functionInvocations,
    long[] functionColdStarts,
    long[] functionGoodput,
    Timeline timeline,
    WorkflowMeasurements workflows) {
  private static final double GFLOPS_A_CORE = 64;
  private static final double GFLOPS_A_GPU_PERCENT = 142;

  /** Memory held while nothing ran in it. */
  public double wastedByteSeconds() {
    return memoryByteSeconds - busyByteSeconds;
  }

  /**
   * CPU and accelerators held, in one measure: GFLOPs, with the weights of INFless (ASPLOS 2022),
   * 64 GFLOPS a core and 142 a percent of a GPU.
   */
  public double resourceGflops() {
    return GFLOPS_A_CORE * cpuCoreSeconds + GFLOPS_A_GPU_PERCENT * gpuPercentSeconds;
  }

  /** Invocations answered within their objective for 1,000 GFLOPs held. */
  public double goodputPerResource() {
    double held = resourceGflops();
    return held == 0 ? 0 : 1e3 * goodput / held;
  }

  /** Of the function that fares worst, the share answered within its objective. */
  public double leastFunctionGoodput() {
    double least = 1;
    for (int function = 0; function < functionInvocations.length; function++) {
      if (functionInvocations[function] > 0) {
        least = Math.min(least, (double) functionGoodput[function] / functionInvocations[function]);
      }
    }
    return least;
  }

  /** Share of invocations that were cold. */
  public double coldStartRate() {
    return invocations == 0 ? 0 : (double) coldStarts / invocations;
  }

  /**
   * The cold-start rate that {@code percentile} percent of the functions with any invocation do not
   * exceed.
   */
  public double functionColdStartRate(double percentile) {
    var rates = functionColdStartRates();
    if (rates.length == 0) {
      return 0;
    }
    int rank = (int) StrictMath.ceil(percentile / 100 * rates.length);
    return rates[Math.clamp(rank - 1, 0, rates.length - 1)];
  }

  /** Cold-start rates of the functions with any invocation, ascending. */
  public double[] functionColdStartRates() {
    var rates = new double[functionInvocations.length];
    int count = 0;
    for (int function = 0; function < rates.length; function++) {
      if (functionInvocations[function] > 0) {
        rates[count++] = (double) functionColdStarts[function] / functionInvocations[function];
      }
    }
    var sorted = java.util.Arrays.copyOf(rates, count);
    java.util.Arrays.sort(sorted);
    return sorted;
  }

  /**
   * What happened over time.
   *
   * @param stepNanos length of a step
   * @param arrivals in each step
   * @param coldStarts of the arrivals in each step
   * @param instances mean number in each step, starting ones with them
   * @param busy mean number of instances that ran something
   * @param memoryBytes mean memory held
   */
  @SuppressWarnings("ArrayRecordComponent") // as many as there are steps; nobody writes to them
  public record Timeline(
      long stepNanos,
      long[] arrivals,
      long[] coldStarts,
      double[] instances,
      double[] busy,
      double[] memoryBytes) {}
}
