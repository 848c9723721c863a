package dev.hearth.simulator.report;

import dev.hearth.simulator.laboratory.Measurements;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** A measurement of a trial, as every form of a report names, rounds and explains it. */
@SuppressWarnings("ImmutableEnumChecker") // its functions remember nothing
enum Metric {
  COLD_STARTS_PERCENT(
      "cold starts",
      "%",
      "share of invocations that arrived before the instance that served them was ready",
      true,
      trial -> 100 * trial.coldStartRate()),
  FUNCTION_COLD_STARTS_P75_PERCENT(
      "p75 function",
      "%",
      "cold-start rate that three quarters of the invoked functions do not exceed",
      true,
      trial -> 100 * trial.functionColdStartRate(75)),
  LATENCY_P50_MS(
      "p50",
      "ms",
      "median time from arrival to outcome of answered invocations",
      true,
      trial -> latency(trial, 50)),
  LATENCY_P99_MS(
      "p99",
      "ms",
      "99th percentile of the time from arrival to outcome of answered invocations",
      true,
      trial -> latency(trial, 99)),
  WASTED_GIB_HOURS(
      "wasted",
      "GiB h",
      "memory times the time it was held, from the beginning of a start, while nothing ran in it",
      true,
      trial -> gibHours(trial.wastedByteSeconds())),
  COST(
      "cost",
      "units",
      "memory held times the price of its hardware for a GiB and an hour",
      true,
      Measurements::cost),
  STARTS("starts", "", "instances started anew", true, Measurements::starts),
  GOODPUT_PERCENT(
      "goodput",
      "%",
      "share of invocations answered within their objective; answered at all where there is none",
      false,
      trial -> share(trial.goodput(), trial)),
  LEAST_FUNCTION_GOODPUT_PERCENT(
      "worst function",
      "%",
      "of the function that fares worst, the share answered within its objective",
      false,
      trial -> 100 * trial.leastFunctionGoodput()),
  GOODPUT_PER_RESOURCE(
      "goodput per resource",
      "/TFLOP",
      "invocations answered within their objective for 1,000 GFLOPs held by instances: 64 GFLOPS a"
          + " core and 142 a percent of a GPU, busy or not",
      false,
      Measurements::goodputPerResource),
  CPU_CORE_HOURS(
      "CPU",
      "core h",
      "CPU of instances times the time they held it, busy or not",
      false,
      trial -> hours(trial.cpuCoreSeconds())),
  GPU_HOURS(
      "GPU",
      "GPU h",
      "share of an accelerator of instances times the time they held it, busy or not",
      false,
      trial -> hours(trial.gpuPercentSeconds() / 100)),
  FUNCTION_COLD_STARTS_P50_PERCENT(
      "p50 function",
      "%",
      "cold-start rate that half of the invoked functions do not exceed",
      false,
      trial -> 100 * trial.functionColdStartRate(50)),
  LATENCY_MEAN_MS(
      "mean",
      "ms",
      "mean time from arrival to outcome of answered invocations",
      false,
      trial -> trial.latency().getTotalCount() == 0 ? 0 : trial.latency().getMean() / 1e3),
  LATENCY_P90_MS("p90", "ms", "90th percentile of that time", false, trial -> latency(trial, 90)),
  LATENCY_P999_MS(
      "p99.9", "ms", "99.9th percentile of that time", false, trial -> latency(trial, 99.9)),
  COLD_WAIT_P50_MS(
      "cold wait p50",
      "ms",
      "median of what a cold invocation waited for its start",
      false,
      trial -> trial.startDelay().getValueAtPercentile(50) / 1e3),
  COLD_WAIT_P99_MS(
      "cold wait p99",
      "ms",
      "99th percentile of what a cold invocation waited for its start",
      false,
      trial -> trial.startDelay().getValueAtPercentile(99) / 1e3),
  START_WAIT_MEAN_MS(
      "wait for starts",
      "ms",
      "waited for starts by cold invocations, as a mean over all invocations",
      false,
      Metric::meanStartWait),
  MEMORY_GIB_HOURS(
      "memory",
      "GiB h",
      "memory times the time it was held, busy or not",
      false,
      trial -> gibHours(trial.memoryByteSeconds())),
  WASTED_PERCENT(
      "wasted share",
      "%",
      "share of the memory-time in which nothing ran",
      false,
      trial ->
          trial.memoryByteSeconds() == 0
              ? 0
              : 100 * trial.wastedByteSeconds() / trial.memoryByteSeconds()),
  BINDS("take-overs", "", "instances taken over from another function", false, Measurements::binds),
  LOADS(
      "loads", "", "artifacts loaded into other functions' instances", false, Measurements::loads),
  UNUSED_STARTS(
      "unused starts", "", "instances that ended without a run", false, Measurements::unusedStarts),
  INVOCATIONS("invocations", "", "sent", false, Measurements::invocations),
  ANSWERED("answered", "", "ended well", false, Measurements::answered),
  COLD_STARTS("cold", "", "number of cold invocations", false, Measurements::coldStarts),
  REJECTED("rejected", "", "turned away", false, Measurements::rejected),
  TIMED_OUT("timed out", "", "ended by a deadline", false, Measurements::timedOut),
  FAILED("failed", "", "ended badly", false, Measurements::failed),
  WORKFLOW_P95_MS(
      "workflow p95",
      "ms",
      "95th percentile of the time from a workflow's arrival to its last outcome",
      false,
      trial -> trial.workflows().latency().getValueAtPercentile(95) / 1e3),
  WORKFLOW_OVERHEAD_MS(
      "workflow overhead",
      "ms",
      "how much longer than its critical path a workflow took, on average",
      false,
      trial -> trial.workflows().overheadNanos() / 1e6),
  WORKFLOW_OVERHEAD_PERCENT(
      "workflow overhead share",
      "%",
      "share of workflows' time in which starts, queues or slower hardware held them up",
      false,
      trial -> 100 * trial.workflows().startUpShare());

  private static final double SECONDS_AN_HOUR = 3_600;
  private static final double BYTE_SECONDS_A_GIB_HOUR = (1L << 30) * 3_600.0;

  private static final List<Metric> OF_PLANNERS =
      List.of(
          LATENCY_P50_MS,
          LATENCY_P99_MS,
          GOODPUT_PERCENT,
          LEAST_FUNCTION_GOODPUT_PERCENT,
          CPU_CORE_HOURS,
          GPU_HOURS,
          GOODPUT_PER_RESOURCE,
          STARTS);

  private final String title;
  private final String unit;
  private final String meaning;
  private final boolean main;
  private final ToDoubleFunction<Measurements> value;

  Metric(
      String title,
      String unit,
      String meaning,
      boolean main,
      ToDoubleFunction<Measurements> value) {
    this.title = title;
    this.unit = unit;
    this.meaning = meaning;
    this.main = main;
    this.value = value;
  }

  private static double meanStartWait(Measurements trial) {
    var waits = trial.startDelay();
    return trial.invocations() == 0 || waits.getTotalCount() == 0
        ? 0
        : waits.getMean() * waits.getTotalCount() / trial.invocations() / 1e3;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  String title() {
    return title;
  }

  String unit() {
    return unit;
  }

  String meaning() {
    return meaning;
  }

  /** The few that are always shown: of planners of models, or of all others. */
  static List<Metric> shown(boolean planners) {
    return planners ? OF_PLANNERS : Stream.of(values()).filter(metric -> metric.main).toList();
  }

  ToDoubleFunction<Measurements> value() {
    return value;
  }

  private static double hours(double seconds) {
    return seconds / SECONDS_AN_HOUR;
  }

  static double gibHours(double byteSeconds) {
    return byteSeconds / BYTE_SECONDS_A_GIB_HOUR;
  }

  private static double latency(Measurements trial, double percentile) {
    return trial.latency().getValueAtPercentile(percentile) / 1e3;
  }

  private static double share(long part, Measurements trial) {
    return trial.invocations() == 0 ? 0 : 100.0 * part / trial.invocations();
  }
}
