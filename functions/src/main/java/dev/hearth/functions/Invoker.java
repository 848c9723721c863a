package dev.hearth.functions;

import java.util.Optional;

/** Calls functions by name. Owned by the event loop. */
public interface Invoker {
  /**
   * Starts a call.
   *
   * @param qualifier a version or an alias; {@code $LATEST} if absent
   * @return what to do when nobody waits for it any more
   * @throws FunctionException if there is no such function
   */
  Runnable invoke(String function, Optional<String> qualifier, Invoke call, InvokeReply reply);
}
