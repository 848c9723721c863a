package dev.hearth.gateway.inference;

import dev.hearth.inference.GraphMetadata;

/** A deployed model as callers see it. */
public interface ServedModel {
  String name();

  /** The version that answers; a new deployment raises it by one. */
  String version();

  /** Framework and format, as Triton names them. */
  String platform();

  GraphMetadata graph();

  /** The rows that one request may carry along the batch axis. */
  default int maxRows() {
    return Integer.MAX_VALUE;
  }

  /** Whether a call is answered; true for one scaled to zero, since a call wakes it. */
  boolean ready();
}
