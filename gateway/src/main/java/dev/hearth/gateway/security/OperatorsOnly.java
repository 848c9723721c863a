package dev.hearth.gateway.security;

import dev.hearth.functions.FunctionConfiguration;
import dev.hearth.functions.FunctionException;

/**
 * What would give whoever deploys more than a sandbox of their own, and is therefore only for those
 * who administer the node: code in the node's own process, and files and secrets of the node's
 * machine.
 */
public final class OperatorsOnly {
  /** How the options of a function begin that say where the node finds a secret. */
  private static final String SECRET = "secret.";

  private OperatorsOnly() {}

  /**
   * Refuses a configuration, of what is there or of what is to be, to a caller.
   *
   * @throws FunctionException {@code ACCESS_DENIED}
   */
  public static void require(Caller caller, FunctionConfiguration configuration) {
    if (caller.operator()) {
      return;
    }
    if (configuration.trusted()) {
      throw denied("'trusted' lets code run in the node's own process, which");
    }
    if (configuration.image().isPresent()) {
      throw denied("an image is read from the node's machine, which");
    }
    if (configuration.options().keySet().stream().anyMatch(name -> name.startsWith(SECRET))) {
      throw denied("'secrets' are read from the node's machine, which");
    }
  }

  private static FunctionException denied(String what) {
    return new FunctionException(
        FunctionException.Code.ACCESS_DENIED,
        what + " only a caller with the role administer may ask for");
  }
}
