package dev.hearth.inference;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** The body of a response, piece by piece; its socket limits the silence between two. */
final class ResponseBody implements AutoCloseable {
  private static final int PIECE_BYTES = 1 << 16;

  private final InputStream bytes;
  private final AutoCloseable connection;
  private final Duration idleTimeout;
  private final byte[] piece = new byte[PIECE_BYTES];

  /**
   * @param bytes as they come
   * @param connection what is closed when nothing more is wanted, without waiting for the rest
   */
  ResponseBody(InputStream bytes, AutoCloseable connection, Duration idleTimeout) {
    this.bytes = bytes;
    this.connection = connection;
    this.idleTimeout = idleTimeout;
  }

  /** The next piece, good until the one after is asked for, or nothing at the end. */
  Optional<ByteBuffer> next() throws PassingFailure, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    try {
      int count = bytes.read(piece);
      return count < 0 ? Optional.empty() : Optional.of(ByteBuffer.wrap(piece, 0, count));
    } catch (SocketTimeoutException e) {
      throw new PassingFailure("the server was silent for " + idleTimeout.toMillis() + " ms", e);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw (InterruptedException) new InterruptedException().initCause(e);
      }
      throw new PassingFailure("the connection was cut", e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (Exception _) {
      // It is not wanted any more.
    }
  }
}
