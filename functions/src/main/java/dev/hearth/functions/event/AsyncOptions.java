package dev.hearth.functions.event;

/**
 * Bounds of the asynchronous queue.
 *
 * @param waiting calls that are accepted and not done
 * @param payloadBytes of one call
 * @param heldBytes payloads kept in memory; what is more is read again when its turn comes
 * @param running calls of all functions that run at once
 * @param runningEach calls of one function that run at once
 * @param waitMillis how long an attempt may wait for an instance
 * @param retry between attempts that failed
 * @param delay between attempts that were turned away, which do not count
 */
record AsyncOptions(
    int waiting,
    int payloadBytes,
    long heldBytes,
    int running,
    int runningEach,
    long waitMillis,
    Backoff retry,
    Backoff delay) {
  static final AsyncOptions DEFAULTS =
      new AsyncOptions(
          100_000,
          1 << 20,
          64L << 20,
          1_000,
          100,
          60_000,
          new Backoff(1_000, 120_000),
          new Backoff(100, 30_000));
}
