package dev.hearth.node.trace;

import dev.hearth.gateway.Router;
import dev.hearth.gateway.trace.InvocationsApi;
import dev.hearth.gateway.trace.Origins;
import dev.hearth.kernel.Witness;
import io.prometheus.metrics.tracer.common.SpanContext;
import java.net.URI;
import java.util.Optional;
import java.util.function.LongSupplier;

/** All that a node has to follow invocations. */
public final class Tracing implements AutoCloseable {
  /** Nothing in particular is being measured. */
  public static final SpanContext NOBODY = new Exemplars(() -> null, () -> false);

  private final Origins origins;
  private final Recorder recorder;
  private final Optional<Sender> sender;

  /**
   * Begins to follow.
   *
   * @param clock the kernel's, in nanoseconds
   * @param wallMillis milliseconds since 1970
   * @param endpoint where traces are sent, if anywhere
   * @param version of the software
   * @param sample the share of traces to keep, of those that begin here
   * @param keep how many of the latest invocations are remembered
   */
  public Tracing(
      LongSupplier clock,
      LongSupplier wallMillis,
      Optional<URI> endpoint,
      String version,
      double sample,
      int keep) {
    origins = new Origins(clock, endpoint.isEmpty() ? 0 : sample);
    recorder = new Recorder(clock, wallMillis, origins, keep);
    sender = endpoint.map(uri -> new Sender(uri, version, recorder.wall()));
    sender.ifPresent(this::send);
  }

  /** One whose operators are still to come is sent once they are there. */
  private void send(Sender to) {
    recorder.onEnded(
        entry -> {
          if (entry.caller.sampled() && !entry.wantsOperators()) {
            to.offer(entry);
          }
        });
    recorder.onOperators(
        entry -> {
          if (entry.caller.sampled()) {
            to.offer(entry);
          }
        });
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

  /** Tells measures which invocation they are of. */
  public SpanContext exemplars() {
    return new Exemplars(recorder::current, sender::isPresent);
  }

  /** Traces a collector has taken. */
  public long sent() {
    return sender.map(Sender::sent).orElse(0L);
  }

  /** Traces that were not sent, or not taken. */
  public long dropped() {
    return sender.map(Sender::dropped).orElse(0L);
  }

  /** From now on some invocations have a line of the log. */
  public void log(InvocationLog.Which which) {
    if (which != InvocationLog.Which.NONE) {
      recorder.onEnded(new InvocationLog(which)::ended);
    }
  }

  public void addTo(Router router) {
    new InvocationsApi(recorder).addTo(router);
  }

  /** Sends what waits to be sent. Blocks. */
  @Override
  public void close() {
    sender.ifPresent(Sender::close);
  }
}
