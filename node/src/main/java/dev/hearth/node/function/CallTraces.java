package dev.hearth.node.function;

import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.sandbox.Timeline;
import java.util.Optional;

/** Follows calls on their way. Told on the event loop. */
public interface CallTraces {
  /** Follows none. */
  CallTraces NONE = new CallTraces() {};

  /** A call is about to be handed to the kernel, under the id it has there. */
  default void submitted(long id, Served served, Invoke call, long now) {}

  /** What the function is told of its trace. */
  default Optional<String> header(long id, Invoke call) {
    return call.trace();
  }

  /** An instance is ready. */
  default void instanceStarted(int instance, Timeline timeline) {}

  /** A call has its answer; until {@link #over} it is the one that is measured. */
  default void ended(long id, InvokeEnd end) {}

  /** The last one that ended has been measured. */
  default void over() {}
}
