package dev.hearth.kernel;

/**
 * The bounds of one kernel. Nothing in it grows past them; past one, the caller gets a named
 * outcome.
 *
 * @param invocations unanswered invocations of all functions
 * @param functions deployed functions
 * @param instances instances of all functions
 * @param attempts starts of one invocation before a lost instance fails it
 * @param startFailures failed starts in a row before what waits is failed
 * @param startBackoffNanos pause after the first failed start, doubled for each further one
 * @param startBackoffMaxNanos longest such pause
 * @param changeTimeoutNanos how long a change of an instance may take
 * @param destroyAttempts times an instance is asked to end; one that never answers keeps its memory
 * @param abortGraceNanos how long after its deadline a running member may take to stop before its
 *     instance counts as lost
 * @param forwardTimeoutNanos how long to wait for another node before asking again
 * @param forwardAttempts nodes tried for one invocation before it is turned away
 * @param forwardHistory answers remembered for duplicates from other nodes
 * @param retryAfterNanos what a rejected caller is told to wait
 */
public record Limits(
    int invocations,
    int functions,
    int instances,
    int attempts,
    int startFailures,
    long startBackoffNanos,
    long startBackoffMaxNanos,
    long changeTimeoutNanos,
    int destroyAttempts,
    long abortGraceNanos,
    long forwardTimeoutNanos,
    int forwardAttempts,
    int forwardHistory,
    long retryAfterNanos) {
  private static final long MILLISECOND = 1_000_000L;
  private static final long SECOND = 1_000 * MILLISECOND;

  public static final Limits DEFAULTS =
      new Limits(
          100_000,
          100_000,
          100_000,
          3,
          3,
          100 * MILLISECOND,
          30 * SECOND,
          120 * SECOND,
          5,
          5 * SECOND,
          SECOND,
          3,
          4_096,
          SECOND);
}
