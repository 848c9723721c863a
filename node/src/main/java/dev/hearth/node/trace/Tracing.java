package dev.hearth.node.trace;

import dev.hearth.gateway.Router;
import dev.hearth.gateway.trace.InvocationsApi;
import dev.hearth.gateway.trace.Origins;
import dev.hearth.kernel.Witness;
import java.util.function.LongSupplier;

/** All that a node has to follow invocations. */
public final class Tracing {
  private final Origins origins;
  private final Recorder recorder;

  /**
   * Begins to follow.
   *
   * @param clock the kernel's, in nanoseconds
   * @param wallMillis milliseconds since 1970
   * @param sample the share of traces to keep, of those that begin here
   * @param keep how many of the latest invocations are remembered
   */
  public Tracing(LongSupplier clock, LongSupplier wallMillis, double sample, int keep) {
    origins = new Origins(clock, sample);
    recorder = new Recorder(clock, wallMillis, origins, keep);
  }

  public Origins origins() {
    return origins;
  }

  public Recorder recorder() {
    return recorder;
  }

  /** What hears the kernel. */
  public Witness witness() {
    return recorder.witness();
  }

  public void addTo(Router router) {
    new InvocationsApi(recorder).addTo(router);
  }
}
