package dev.hearth.functions;

import java.util.concurrent.Executor;

/** The node's event loop, as this module sees it. {@code execute} may be called by any thread. */
public interface Loop extends Executor {
  /** Milliseconds since 1970. */
  long millis();

  /**
   * Does something once some time has passed; on the loop only.
   *
   * @return what makes it not happen
   */
  Runnable after(long millis, Runnable work);
}
