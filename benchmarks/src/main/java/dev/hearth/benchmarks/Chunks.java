package dev.hearth.benchmarks;

import java.nio.ByteBuffer;

/** Finds the end of a body in chunks, whatever pieces it comes in; its bytes are dropped. */
final class Chunks {
  private enum At {
    SIZE,
    AFTER_SIZE,
    DATA,
    AFTER_DATA,
    TRAILER
  }

  private At at = At.SIZE;
  private long size;
  private int lineBytes;

  /** A new body begins. */
  void begin() {
    at = At.SIZE;
    size = 0;
    lineBytes = 0;
  }

  /** Takes what is there; whether the body is over. */
  boolean end(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      if (at == At.DATA) {
        skip(bytes);
      } else if (take(bytes.get())) {
        return true;
      }
    }
    return false;
  }

  private void skip(ByteBuffer bytes) {
    int skipped = (int) Math.min(size, bytes.remaining());
    bytes.position(bytes.position() + skipped);
    size -= skipped;
    at = size == 0 ? At.AFTER_DATA : At.DATA;
  }

  private boolean take(byte next) {
    int digit = Character.digit(next, 16);
    if (at == At.SIZE && digit >= 0) {
      size = 16 * size + digit;
    } else if (next == '\n') {
      return endsLine();
    } else if (at == At.SIZE) {
      at = At.AFTER_SIZE;
    } else if (at == At.TRAILER && next != '\r') {
      lineBytes++;
    }
    return false;
  }

  private boolean endsLine() {
    boolean over = at == At.TRAILER && lineBytes == 0;
    at =
        switch (at) {
          case SIZE, AFTER_SIZE -> size == 0 ? At.TRAILER : At.DATA;
          case AFTER_DATA, DATA -> At.SIZE;
          case TRAILER -> At.TRAILER;
        };
    lineBytes = 0;
    return over;
  }
}
