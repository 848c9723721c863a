package dev.hearth.api;

/** A function that writes its answer part by part, while the caller already reads. */
@FunctionalInterface
public interface StreamingHandler {
  /**
   * Answers one call.
   *
   * @param input as it came, usually JSON
   * @throws Exception which ends the answer where it is; the caller learns that it is not whole
   */
  void handle(byte[] input, ResponseStream answer, Context context) throws Exception;
}
