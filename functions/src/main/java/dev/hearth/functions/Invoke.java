package dev.hearth.functions;

import java.util.Optional;

/**
 * One call of a function.
 *
 * @param requestId unique, what the caller, logs and bills know it by
 * @param payload its input; not to be changed
 * @param tenant on whose behalf
 * @param functionArn the name that was called, in AWS's form
 * @param waitNanos how long it may wait for an instance
 * @param logTail whether the end of its log is wanted with the answer
 * @param trace the trace header, if one came along
 * @param clientContext what a client told about itself, as JSON, if it did
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
    Optional<String> clientContext) {
  /** The same call, which may wait so long for an instance. */
  public Invoke waiting(long nanos) {
    return new Invoke(
        requestId, payload, tenant, functionArn, nanos, logTail, trace, clientContext);
  }
}
