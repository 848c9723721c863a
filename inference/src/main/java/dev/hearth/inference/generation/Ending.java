package dev.hearth.inference.generation;

/** How a sequence ended. */
public sealed interface Ending {
  /**
   * It is whole.
   *
   * @param promptTokens tokens that were read
   * @param tokens tokens that were made, one that says the text is over among them
   */
  record Finished(Reason reason, int promptTokens, int tokens) implements Ending {}

  /** Nobody wanted it any more. */
  record Cancelled() implements Ending {}

  /** It cannot be answered as asked: the caller's fault. */
  record Refused(String why) implements Ending {}

  /** The engine failed, or the model went away. */
  record Failed(String why) implements Ending {}

  /** Why there are no more tokens. */
  enum Reason {
    /** The model said that the text is over, or a stop text came. */
    STOP,
    /** As many tokens were made as were asked for, or as the model may hold. */
    LENGTH
  }
}
