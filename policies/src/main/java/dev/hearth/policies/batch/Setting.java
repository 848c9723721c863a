package dev.hearth.policies.batch;

/**
 * What BATCH chooses, and what it expects of it.
 *
 * @param cpuMillis size of the function
 * @param batch {@code B}
 * @param timeoutSeconds {@code T}
 * @param latencySeconds the percentile asked for
 * @param cost dollars a request
 * @param busy instances that run on average
 */
record Setting(
    int cpuMillis,
    int batch,
    double timeoutSeconds,
    double latencySeconds,
    double cost,
    double busy) {}
