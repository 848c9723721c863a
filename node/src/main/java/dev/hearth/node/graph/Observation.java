package dev.hearth.node.graph;

/**
 * One request that went through a pipeline, or the median of several alike.
 *
 * @param functions how many functions the pipeline was cut into
 * @param crossingBytes what went into and out of these functions, summed up
 * @param inputBytes the size of the request
 * @param nanos its response time
 */
public record Observation(int functions, long crossingBytes, long inputBytes, long nanos) {}
