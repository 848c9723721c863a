package dev.hearth.cli.bench;

/** When requests are sent. */
sealed interface Load {
  /** So many callers, each of which sends its next request when it has its answer. */
  record Closed(int concurrency) implements Load {}

  /**
   * Requests at their own times, whatever becomes of those before.
   *
   * @param poisson whether the times between are exponentially distributed, or all the same
   */
  record Open(double perSecond, boolean poisson) implements Load {}

  /**
   * Requests at instants that were recorded before.
   *
   * @param name what it is the load of
   * @param offsetsNanos from the start on, ascending
   */
  @SuppressWarnings("ArrayRecordComponent") // as long as a trace; nobody writes to it
  record Recorded(String name, long[] offsetsNanos) implements Load {}
}
