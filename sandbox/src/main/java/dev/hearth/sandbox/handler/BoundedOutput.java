package dev.hearth.sandbox.handler;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Bytes kept up to a limit. */
final class BoundedOutput extends OutputStream {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final long limit;

  BoundedOutput(long limit) {
    this.limit = limit;
  }

  @Override
  public void write(int b) throws IOException {
    room(1);
    bytes.write(b);
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    room(length);
    bytes.write(from, offset, length);
  }

  private void room(int more) throws AnswerTooLargeException {
    if (bytes.size() + (long) more > limit) {
      throw new AnswerTooLargeException(limit);
    }
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }
}
