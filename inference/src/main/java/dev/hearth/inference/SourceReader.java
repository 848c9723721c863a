package dev.hearth.inference;

import java.io.IOException;
import java.io.InputStream;

/** Opens sources. */
interface SourceReader {
  /** What tells one content of a source from the next without reading it; empty if nothing does. */
  String version(ModelSource source);

  /**
   * Opens a source for one reading.
   *
   * @throws ModelException naming the source, if it is not there or cannot be brought
   */
  Opened open(ModelSource source, Progress.Listener listener);

  /**
   * A source's bytes.
   *
   * @param size bytes to come, or {@link Progress#UNKNOWN}
   * @param listener told as they are read
   * @param stored to be run before closing, once the bytes are in the store
   */
  record Opened(
      ModelSource source, InputStream bytes, long size, Progress.Listener listener, Runnable stored)
      implements AutoCloseable {
    Opened(ModelSource source, InputStream bytes, long size, Progress.Listener listener) {
      this(source, bytes, size, listener, () -> {});
    }

    int read(byte[] buffer) {
      try {
        return bytes.read(buffer);
      } catch (IOException e) {
        throw new ModelException(
            ModelException.Code.TRANSFER_FAILED, "reading '" + source + "' failed: " + e, e);
      }
    }

    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }
}
