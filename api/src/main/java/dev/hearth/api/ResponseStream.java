package dev.hearth.api;

import java.io.IOException;

/** An answer in parts. Each part is on its way when {@code write} returns. */
public interface ResponseStream {
  /**
   * Names the media type; before the first part. Without it, {@code application/octet-stream}.
   *
   * @throws IllegalStateException after the first part
   */
  void contentType(String type);

  /**
   * Sends a part.
   *
   * @throws IOException if the answer is larger than it may be, or nobody reads any more
   */
  void write(byte[] part) throws IOException;
}
