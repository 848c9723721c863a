package dev.hearth.functions;

/** Hears of all calls that ran and all lines that functions wrote. On the event loop. */
public interface CallObserver {
  CallObserver NONE = new CallObserver() {};

  /** A call ended; refused ones never ran and are not told. */
  default void ended(FunctionVersion version, Invoke call, InvokeEnd end) {}

  /**
   * A function wrote a line.
   *
   * @param instance which of its instances
   * @param requestId the call, empty if it belongs to none
   */
  default void line(FunctionVersion version, int instance, String requestId, String text) {}
}
