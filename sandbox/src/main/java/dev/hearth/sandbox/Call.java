package dev.hearth.sandbox;

import java.util.Optional;

/**
 * One call of a function.
 *
 * @param id unique among the calls of a node
 * @param requestId what callers and logs know it by
 * @param payload its input; not to be changed
 * @param deadlineMillis when its time is over, in milliseconds since 1970; whoever calls aborts it
 *     then
 * @param functionArn the name the caller called, in AWS's form
 * @param tenant on whose behalf
 * @param trace the trace header, if one came along
 * @param clientContext what a client told about itself, as JSON, if it did
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
public record Call(
    long id,
    String requestId,
    byte[] payload,
    long deadlineMillis,
    String functionArn,
    String tenant,
    Optional<String> trace,
    Optional<String> clientContext) {}
