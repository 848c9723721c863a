package dev.hearth.kernel;

/** The world's answer to a change. */
public sealed interface Result {
  record Done(Usage usage) implements Result {}

  /** The change did not happen; after a failed {@code Create} nothing of the instance remains. */
  record Failed(String message) implements Result {}

  Done DONE = new Done(Usage.UNKNOWN);
}
