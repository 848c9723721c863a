package dev.hearth.kernel;

/**
 * What a kernel is made with; with its inputs, all that its decisions depend on.
 *
 * @param node handle of its node
 * @param capacity what the node may give to instances
 * @param limits its bounds
 * @param policies the node's own choice for roles no manifest names
 * @param seed where policies' random generators start
 */
public record KernelOptions(
    int node, Resources capacity, Limits limits, PolicyChoice policies, long seed) {}
