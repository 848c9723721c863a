package dev.hearth.node.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;

/** The last 4 KiB of what a call wrote. */
final class LogTail {
  static final int LIMIT_BYTES = 4 << 10;

  private final ArrayDeque<byte[]> lines = new ArrayDeque<>();
  private int bytes;

  void line(String text) {
    byte[] line = (text + "\n").getBytes(UTF_8);
    lines.add(line);
    bytes += line.length;
    while (bytes - lines.getFirst().length >= LIMIT_BYTES) {
      bytes -= lines.removeFirst().length;
    }
  }

  /** Whole characters; a line that is longer than the limit is cut at its beginning. */
  String text() {
    var all = new StringBuilder();
    lines.forEach(line -> all.append(new String(line, UTF_8)));
    byte[] text = all.toString().getBytes(UTF_8);
    int from = Math.max(0, text.length - LIMIT_BYTES);
    while (from < text.length && (text[from] & 0xC0) == 0x80) {
      from++;
    }
    return new String(text, from, text.length - from, UTF_8);
  }
}
