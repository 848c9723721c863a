package dev.hearth.functions;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Calls that nobody waits for: kept until they have run, tried again when they fail. */
public interface AsyncInvocations {
  /**
   * Takes a call.
   *
   * @return done once it would survive the node; fails with {@link FunctionException} when it is
   *     not taken
   */
  CompletionStage<Void> accept(String function, Optional<String> qualifier, Invoke call);
}
