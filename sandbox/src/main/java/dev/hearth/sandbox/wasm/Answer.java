package dev.hearth.sandbox.wasm;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;

/** What a command writes to its standard output: its answer, up to a limit. */
final class Answer extends OutputStream {
  private final long limit;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);

  Answer(long limit) {
    this.limit = limit;
  }

  /** The answer is larger than it may be. */
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLarge() {
      super("too large", null, false, false);
    }
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int length) {
    if (length > limit - bytes.size()) {
      throw new TooLarge();
    }
    bytes.write(from, offset, length);
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
