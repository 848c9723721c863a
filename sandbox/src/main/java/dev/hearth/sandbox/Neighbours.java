package dev.hearth.sandbox;

/** What the code in a sandbox can call on its own node, past every gateway. */
public interface Neighbours {
  /** Nothing. */
  Neighbours NONE =
      (within, function, payload, reply) -> {
        reply.ended(
            new CallEnd.Failed(
                CallEnd.Kind.INVALID_ANSWER,
                "ResourceNotFoundException",
                "no other function can be called from here",
                new byte[0],
                true));
        return () -> {};
      };

  /**
   * Starts a call on behalf of one that is running; does not block, on any thread.
   *
   * @param within the call that asks: its deadline, tenant and trace are those of the new one
   * @return what to do when the answer is not wanted any more
   */
  Runnable call(Call within, String function, byte[] payload, CallListener reply);
}
