package dev.hearth.inference;

/**
 * How far a transfer has come.
 *
 * @param bytesDone bytes received so far
 * @param bytesTotal bytes to expect, or -1 if unknown
 */
public record Progress(long bytesDone, long bytesTotal) {
  public static final long UNKNOWN = -1;

  public Progress {
    if (bytesDone < 0 || bytesTotal < UNKNOWN) {
      throw new IllegalArgumentException(
          "progress of " + bytesDone + " of " + bytesTotal + " bytes is impossible");
    }
  }

  /** Told of progress, often, on the thread that transfers: return quickly. */
  @FunctionalInterface
  public interface Listener {
    Listener NONE = progress -> {};

    void progressed(Progress progress);
  }
}
