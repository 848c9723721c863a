package dev.hearth.gateway.trace;

/**
 * Where an invocation comes from, and what it is known by. One request may lead to several
 * invocations; the first has the id that its answer tells. Owned by the event loop, but for the
 * time of its end, which anybody may read.
 */
public final class Origin {
  private final Origins origins;
  private final TraceContext caller;
  private final long span;
  private final String protocol;
  private final long receivedAt;
  private volatile long overAt = -1;
  private boolean operators;
  private boolean taken;

  Origin(Origins origins, TraceContext caller, long span, String protocol, long receivedAt) {
    this.origins = origins;
    this.caller = caller;
    this.span = span;
    this.protocol = protocol;
    this.receivedAt = receivedAt;
  }

  /** The trace and the span that asked; whether it is sampled is decided. */
  public TraceContext caller() {
    return caller;
  }

  /** The span of the invocation. */
  public long span() {
    return span;
  }

  /** What the invocation is known by: its span in 16 digits. */
  public String invocation() {
    return TraceContext.hex(span);
  }

  /** Such as {@code http} or {@code grpc}. */
  public String protocol() {
    return protocol;
  }

  /** When its request came, by the node's clock. */
  public long receivedAt() {
    return receivedAt;
  }

  /** When its answer was with the socket, or −1. */
  public long overAt() {
    return overAt;
  }

  /** The answer is with the socket, or nobody waits for it any more. */
  public void over() {
    overAt = origins.now();
  }

  /** Whoever asks wants to know which operators of the model took how long. */
  public void wantOperators() {
    operators = true;
  }

  public boolean wantsOperators() {
    return operators;
  }

  /** The origin of the next invocation that the request leads to; the first one is this. */
  public Origin next() {
    if (!taken) {
      taken = true;
      return this;
    }
    return below(protocol);
  }

  /** The origin of an invocation that this one leads to. */
  public Origin below(String how) {
    return new Origin(origins, caller.below(span), origins.id(), how, origins.now());
  }
}
