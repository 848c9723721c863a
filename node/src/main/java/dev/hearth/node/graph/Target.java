package dev.hearth.node.graph;

/** What a step calls. */
public sealed interface Target {
  String name();

  /** A model or else a function of that name. */
  record Service(String name) implements Target {}

  /** Another node of the same graph. */
  record Node(String name) implements Target {}
}
