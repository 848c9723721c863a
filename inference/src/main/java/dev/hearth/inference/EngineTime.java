package dev.hearth.inference;

/**
 * When and how long a thread was inside an engine, so that a run's time can be told apart from what
 * was done around it. Each thread has its own.
 */
public final class EngineTime {
  private static final ThreadLocal<EngineTime> OF_THREAD = ThreadLocal.withInitial(EngineTime::new);

  private boolean entered;
  private long firstAt;
  private long nanos;

  private EngineTime() {}

  /** The calling thread's, started anew. */
  public static EngineTime startedAnew() {
    EngineTime time = OF_THREAD.get();
    time.entered = false;
    time.nanos = 0;
    return time;
  }

  /** The calling thread was in an engine, by the clock of {@link System#nanoTime}. */
  static void spent(long from, long to) {
    EngineTime time = OF_THREAD.get();
    if (!time.entered) {
      time.entered = true;
      time.firstAt = from;
    }
    time.nanos += to - from;
  }

  /** Nanoseconds in engines since it was started. */
  public long nanos() {
    return nanos;
  }

  /** Nanoseconds from {@code since} until the first engine was entered; 0 if none was. */
  public long before(long since) {
    return entered ? firstAt - since : 0;
  }
}
