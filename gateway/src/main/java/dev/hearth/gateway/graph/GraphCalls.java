package dev.hearth.gateway.graph;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.trace.Origin;
import io.vertx.core.Future;

/** Runs requests through graphs. Called on the event loop, and answers there. */
public interface GraphCalls {
  /**
   * A request under way.
   *
   * @param answer JSON in UTF-8, or a {@link Problem} that names the step
   * @param cancel to be done when nobody waits for it any more
   */
  record Call(Future<byte[]> answer, Runnable cancel) {}

  /**
   * Starts.
   *
   * @param request JSON; not to be changed
   * @param timeoutNanos for all steps together
   * @throws Problem with status 404 if there is no such graph
   */
  Call call(String graph, byte[] request, long timeoutNanos, Origin origin);
}
