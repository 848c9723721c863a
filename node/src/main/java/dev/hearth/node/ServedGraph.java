package dev.hearth.node;

import dev.hearth.gateway.inference.ServedModel;
import dev.hearth.inference.GraphMetadata;

/** A graph that is tensors from end to end, as callers of models see it. */
record ServedGraph(DeployedGraph deployed, GraphMetadata graph) implements ServedModel {
  @Override
  public String name() {
    return deployed.graph().name();
  }

  @Override
  public String version() {
    return Integer.toString(deployed.version());
  }

  @Override
  public String platform() {
    return "hearth_graph";
  }

  @Override
  public boolean ready() {
    return true;
  }
}
