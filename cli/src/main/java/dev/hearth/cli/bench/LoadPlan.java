package dev.hearth.cli.bench;

import java.time.Duration;

/**
 * How one row is measured.
 *
 * @param warmUp load before what is measured
 * @param requests at most so many are measured; {@link Long#MAX_VALUE} for no such limit
 * @param maxInFlight what would exceed it is dropped and counted so
 * @param timeout after which a request counts as not answered
 * @param objective latency within which an answer is a good one
 */
record LoadPlan(
    Load load,
    Duration warmUp,
    Duration duration,
    long requests,
    int maxInFlight,
    Duration timeout,
    Duration objective,
    long seed) {}
