package dev.hearth.inference.generation;

/** Text to a model's tokens and back. Thread-safe. */
public interface TokenCodec extends AutoCloseable {
  /** The tokens of a prompt, with those the model expects before it. */
  long[] encode(String text);

  /** The text of tokens; special ones have none, and a part of a character is U+FFFD. */
  String decode(long[] ids);

  /** Whether a token says that the text is over. */
  boolean isEnd(long id);

  @Override
  void close();
}
