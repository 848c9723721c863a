package dev.hearth.functions.event;

/** What became of calls that nobody waits for, since the node started. Owned by the event loop. */
public final class AsyncCounters {
  int waiting;
  int running;
  long answered;
  long givenUp;
  long retried;
  long delayed;

  AsyncCounters() {}

  void ended(Outcome outcome) {
    if (outcome.success()) {
      answered++;
    } else {
      givenUp++;
    }
  }

  /** Accepted and not running now. */
  public int waiting() {
    return waiting;
  }

  public int running() {
    return running;
  }

  public long answered() {
    return answered;
  }

  /** After all their attempts, or too old. */
  public long givenUp() {
    return givenUp;
  }

  /** Attempts after one that failed. */
  public long retried() {
    return retried;
  }

  /** Attempts that were turned away and do not count. */
  public long delayed() {
    return delayed;
  }
}
