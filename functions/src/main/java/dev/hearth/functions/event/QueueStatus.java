package dev.hearth.functions.event;

/**
 * A message queue as it is now.
 *
 * @param messages in it, those that are hidden included
 */
public record QueueStatus(String name, QueueSettings settings, long messages) {}
