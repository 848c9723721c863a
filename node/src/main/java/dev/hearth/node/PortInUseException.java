package dev.hearth.node;

/** Something else listens on the port. */
final class PortInUseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PortInUseException(NodeConfig config) {
    super(
        "port %d on %s is in use: stop what uses it, or choose another with --port"
            .formatted(config.port(), config.host()));
  }
}
