package dev.hearth.gateway.trace;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/** Gives requests their ids, and draws which traces are kept. Owned by the event loop. */
public final class Origins {
  /** Ids need not be hard to guess, for nothing is granted to who knows one. */
  private final SplittableRandom random = new SplittableRandom();

  private final LongSupplier clock;
  private final double sample;

  /**
   * Origins.
   *
   * @param clock nanoseconds that never run backwards
   * @param sample the share of traces to keep, of those that begin here
   */
  public Origins(LongSupplier clock, double sample) {
    this.clock = clock;
    this.sample = sample;
  }

  /** Those of nobody in particular, none kept unless its caller says so. */
  public static Origins unsampled() {
    return new Origins(System::nanoTime, 0);
  }

  long now() {
    return clock.getAsLong();
  }

  /** An id that is not 0. */
  public long id() {
    long id;
    do {
      id = random.nextLong();
    } while (id == 0);
    return id;
  }

  /** The trace of something that nobody above knows of. */
  public TraceContext fresh() {
    boolean sampled = sample > 0 && random.nextDouble() < sample;
    return new TraceContext(id(), id(), 0, sampled);
  }

  /** The trace a caller told, which has decided whether it is kept, else a new one. */
  public TraceContext of(Optional<TraceContext> told) {
    return told.orElseGet(this::fresh);
  }

  /**
   * The origin of a request.
   *
   * @param traceparent the header, if it came along
   */
  public Origin of(Optional<String> traceparent, String protocol) {
    TraceContext caller = of(traceparent.flatMap(TraceContext::ofTraceparent));
    return new Origin(this, caller, id(), protocol, now());
  }

  /** The origin of something the node itself asks for. */
  public Origin own(String protocol) {
    return new Origin(this, fresh(), id(), protocol, now());
  }
}
