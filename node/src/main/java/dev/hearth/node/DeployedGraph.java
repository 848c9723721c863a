package dev.hearth.node;

import dev.hearth.node.graph.InferenceGraph;
import dev.hearth.node.graph.PipelineHistory;
import java.util.Optional;

/**
 * A graph that can be called.
 *
 * @param version how often it was deployed under its name
 * @param text the manifest as it was sent
 * @param history what its requests took, if it is a split of a pipeline
 */
record DeployedGraph(
    InferenceGraph graph,
    int version,
    String text,
    GraphMetrics metrics,
    Optional<PipelineHistory> history) {}
