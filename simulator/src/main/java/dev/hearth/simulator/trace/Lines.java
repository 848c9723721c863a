package dev.hearth.simulator.trace;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Lines of bytes, ended by LF or CRLF; a byte order mark before the first is left out. */
final class Lines implements AutoCloseable {
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private byte[] line = new byte[1 << 12];
  private int at;
  private int filled;
  private int length;
  private long number;
  private boolean tooLong;

  Lines(InputStream in) {
    this.in = in;
  }

  /** Goes to the next line; false at the end of the file. */
  boolean move() throws IOException {
    length = 0;
    tooLong = false;
    boolean any = false;
    while (at < filled || fill()) {
      any = true;
      int end = at;
      while (end < filled && buffer[end] != '\n') {
        end++;
      }
      append(end);
      at = end + 1;
      if (end < filled) {
        break;
      }
    }
    if (any) {
      number++;
      trim();
    }
    return any;
  }

  private boolean fill() throws IOException {
    at = 0;
    filled = in.readNBytes(buffer, 0, buffer.length);
    return filled > 0;
  }

  private void append(int end) {
    int more = end - at;
    if (length + more > Source.MOST_LINE_BYTES) {
      tooLong = true;
      return;
    }
    if (length + more > line.length) {
      line = Arrays.copyOf(line, Math.max(line.length * 2, length + more));
    }
    System.arraycopy(buffer, at, line, length, more);
    length += more;
  }

  private void trim() {
    if (length > 0 && line[length - 1] == '\r') {
      length--;
    }
    if (number == 1
        && length >= 3
        && line[0] == (byte) 0xEF
        && line[1] == (byte) 0xBB
        && line[2] == (byte) 0xBF) {
      System.arraycopy(line, 3, line, 0, length - 3);
      length -= 3;
    }
  }

  boolean isBlank() {
    for (int place = 0; place < length; place++) {
      if (line[place] > ' ' || line[place] < 0) {
        return false;
      }
    }
    return !tooLong;
  }

  boolean isTooLong() {
    return tooLong;
  }

  /** Counted from 1. */
  long number() {
    return number;
  }

  /** Overwritten by the next line. */
  byte[] bytes() {
    return line;
  }

  int length() {
    return length;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
