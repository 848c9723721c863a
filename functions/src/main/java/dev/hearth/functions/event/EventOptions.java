package dev.hearth.functions.event;

/**
 * What a node's owner says of events.
 *
 * @param objectBytes of all objects in buckets
 * @param privateCallbacks whether callbacks may go to this machine and to private networks
 */
public record EventOptions(long objectBytes, boolean privateCallbacks) {
  public static final EventOptions DEFAULTS = new EventOptions(4L << 30, false);
}
