package dev.hearth.sandbox;

/** Hears how a call goes, from any thread, possibly before {@link Sandbox#invoke} returns. */
public interface CallListener {
  /**
   * The answer comes in parts from now on; {@link CallEnd.Answered} then has no payload.
   *
   * @param contentType its media type
   */
  default void streaming(String contentType) {}

  /** The next part of an answer that comes in parts. */
  default void part(byte[] bytes) {}

  /** A line the function wrote, without its end. */
  default void line(String text) {}

  /** It is over; heard exactly once, and nothing after it. */
  void ended(CallEnd end);
}
