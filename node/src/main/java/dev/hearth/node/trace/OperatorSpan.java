package dev.hearth.node.trace;

/**
 * A run of one operator of a model's graph.
 *
 * @param name of the graph's node
 * @param type what it does, such as {@code Conv}
 * @param from nanoseconds after the start of the profiled run
 */
public record OperatorSpan(String name, String type, long from, long nanos) {}
