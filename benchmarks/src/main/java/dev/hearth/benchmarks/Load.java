package dev.hearth.benchmarks;

/**
 * How requests come.
 *
 * @param concurrency the most requests at once
 * @param perSecond requests a second of all together, where arrivals are not closed
 * @param objectiveNanos the latency within which an answer is counted as good
 */
public record Load(
    int concurrency, LoadPlan.Arrivals arrivals, double perSecond, long objectiveNanos) {}
