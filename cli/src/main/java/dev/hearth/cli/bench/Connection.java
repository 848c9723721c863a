package dev.hearth.cli.bench;

/** A connection to the server. Owned by the event loop. */
interface Connection {
  void send(Call call);

  /** Gives up calls that were sent before a time, as not answered. */
  void expire(long sentBeforeNanos, String reason);

  void close();
}
