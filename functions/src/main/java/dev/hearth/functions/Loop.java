package dev.hearth.functions;

import java.util.concurrent.Executor;

/** The node's event loop, as this module sees it. {@code execute} may be called by any thread. */
public interface Loop extends Executor {
  /** Milliseconds since 1970. */
  long millis();

  /** Milliseconds since some moment, which no change of the clock moves; on the loop only. */
  long elapsed();

  /**
   * Does something once some time has passed; on the loop only.
   *
   * @return what makes it not happen
   */
  Runnable after(long millis, Runnable work);
}
