package dev.hearth.node;

import java.net.BindException;

/** Says in one sentence why a node did not start. */
final class StartFailure {
  private StartFailure() {}

  static RuntimeException explain(Throwable cause, NodeConfig config) {
    boolean inUse = String.valueOf(cause.getMessage()).contains("in use");
    if (inUse) {
      return new PortInUseException(config);
    }
    if (cause instanceof BindException || cause instanceof java.net.UnknownHostException) {
      return new ConfigurationException(
          "cannot listen on %s port %d: %s; choose others with --host and --port"
              .formatted(config.host(), config.port(), cause.getMessage()));
    }
    return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
  }
}
