package dev.hearth.functions;

import java.util.Optional;

/**
 * One call of a function.
 *
 * @param requestId unique, what the caller, logs and bills know it by
 * @param payload its input; not to be changed
 * @param tenant on whose behalf; that of whoever the function belongs to if it is empty
 * @param functionArn the name that was called, in AWS's form
 * @param waitNanos how long it may wait for an instance
 * @param logTail whether the end of its log is wanted with the answer
 * @param trace the trace header, if one came along
 * @param clientContext what a client told about itself, as JSON, if it did
 * @param caller the runtime's handle of the function whose end led to it, or {@link #NO_CALLER}
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
public record Invoke(
    String requestId,
    byte[] payload,
    String tenant,
    String functionArn,
    long waitNanos,
    boolean logTail,
    Optional<String> trace,
    Optional<String> clientContext,
    int caller) {
  /** It comes from outside. */
  public static final int NO_CALLER = -1;

  /** A call from outside. */
  public Invoke(
      String requestId,
      byte[] payload,
      String tenant,
      String functionArn,
      long waitNanos,
      boolean logTail,
      Optional<String> trace,
      Optional<String> clientContext) {
    this(
        requestId,
        payload,
        tenant,
        functionArn,
        waitNanos,
        logTail,
        trace,
        clientContext,
        NO_CALLER);
  }

  /** The same call, for a tenant. */
  public Invoke onBehalfOf(String other) {
    return new Invoke(
        requestId, payload, other, functionArn, waitNanos, logTail, trace, clientContext, caller);
  }

  /** The same call, which may wait so long for an instance. */
  public Invoke waiting(long nanos) {
    return new Invoke(
        requestId, payload, tenant, functionArn, nanos, logTail, trace, clientContext, caller);
  }

  /** The same call, which the end of a function led to. */
  public Invoke after(int function) {
    return new Invoke(
        requestId,
        payload,
        tenant,
        functionArn,
        waitNanos,
        logTail,
        trace,
        clientContext,
        function);
  }
}
