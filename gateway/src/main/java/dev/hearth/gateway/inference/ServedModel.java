package dev.hearth.gateway.inference;

import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.pipeline.GenerationConfig;
import java.util.Optional;

/** A deployed model as callers see it. */
public interface ServedModel {
  String name();

  /** The version that answers; a new deployment raises it by one. */
  String version();

  /** Framework and format, as Triton names them. */
  String platform();

  GraphMetadata graph();

  /** How long the first dimension of one request may be, if that is its batch axis. */
  default int maxRows() {
    return Integer.MAX_VALUE;
  }

  /** How it generates text; a model that does answers nothing else. */
  default Optional<GenerationConfig> generation() {
    return Optional.empty();
  }

  /** Whether a call is answered; true for one scaled to zero, since a call wakes it. */
  boolean ready();
}
