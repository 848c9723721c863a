package dev.hearth.kernel;

/** What is known of a node: whether it can be reached, what it has and what of it is free. */
public record NodeState(
    int node, boolean reachable, Resources capacity, Resources free, int queued) {}
