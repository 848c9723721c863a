package dev.hearth.api.testing;

import dev.hearth.api.ResponseStream;
import java.io.ByteArrayOutputStream;

/** Joins the parts of an answer. */
final class TestStream implements ResponseStream {
  private final ByteArrayOutputStream parts;

  TestStream(ByteArrayOutputStream parts) {
    this.parts = parts;
  }

  @Override
  public void contentType(String type) {
    if (parts.size() > 0) {
      throw new IllegalStateException("the answer has begun");
    }
  }

  @Override
  public void write(byte[] part) {
    parts.writeBytes(part);
  }
}
