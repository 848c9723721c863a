package dev.hearth.functions;

/** Where a call's answer goes. Called on the event loop. */
public interface InvokeReply {
  /** The answer comes in parts from now on, of this media type. */
  default void streaming(String contentType) {}

  /** The next part. */
  default void part(byte[] bytes) {}

  /** It is over; heard exactly once, possibly before the call that started it returns. */
  void ended(InvokeEnd end);
}
