package dev.hearth.gateway.lambda;

import dev.hearth.functions.CodeLimits;
import dev.hearth.gateway.security.Caller;
import java.util.Map;

/**
 * How functions are offered.
 *
 * @param credentials secret keys by access key; requests must be signed if there are any
 * @param signers who each access key is
 * @param waitNanos how long a call may wait for an instance
 * @param concurrency calls that may run at once, of all functions
 * @param code limits of code
 */
public record LambdaConfig(
    Map<String, String> credentials,
    Map<String, Caller> signers,
    long waitNanos,
    int concurrency,
    CodeLimits code) {
  public LambdaConfig {
    signers = Map.copyOf(signers);
    credentials = Map.copyOf(credentials);
  }

  /** Leaves out the secrets. */
  @Override
  public String toString() {
    return "%d credentials, %d calls at once".formatted(credentials.size(), concurrency);
  }
}
