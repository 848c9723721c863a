package dev.hearth.node.trace;

import io.prometheus.metrics.tracer.common.SpanContext;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Leads from a measure to the invocation that was measured. Where traces are sent, only those that
 * are sent are named, else all, since {@code hearth explain} knows them.
 */
final class Exemplars implements SpanContext {
  private final Supplier<@Nullable Entry> current;
  private final BooleanSupplier sends;

  Exemplars(Supplier<@Nullable Entry> current, BooleanSupplier sends) {
    this.current = current;
    this.sends = sends;
  }

  @Override
  @SuppressWarnings("NullAway") // without annotations of its own, it wants null where there is none
  public String getCurrentTraceId() {
    Entry entry = current.get();
    return entry == null ? null : entry.caller.traceId();
  }

  @Override
  @SuppressWarnings("NullAway")
  public String getCurrentSpanId() {
    Entry entry = current.get();
    return entry == null ? null : dev.hearth.gateway.trace.TraceContext.hex(entry.span);
  }

  @Override
  public boolean isCurrentSpanSampled() {
    Entry entry = current.get();
    return entry != null && (!sends.getAsBoolean() || entry.caller.sampled());
  }

  @Override
  public void markCurrentSpanAsExemplar() {}
}
