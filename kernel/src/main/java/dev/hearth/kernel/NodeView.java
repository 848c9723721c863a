package dev.hearth.kernel;

/** A node as known here; for another node than this one, as it was at {@link #asOf}. */
public interface NodeView {
  int node();

  boolean reachable();

  Resources capacity();

  Resources free();

  int queued();

  long asOf();
}
