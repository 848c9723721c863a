package dev.hearth.functions.event;

import java.util.Map;

/**
 * A message that was received.
 *
 * @param receipt what it is deleted by, until it becomes visible again
 * @param receives how often it was received, this time included
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
public record Message(
    String id,
    String receipt,
    byte[] body,
    Map<String, String> attributes,
    long sentAtMillis,
    int receives) {}
