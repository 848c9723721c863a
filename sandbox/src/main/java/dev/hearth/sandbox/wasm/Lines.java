package dev.hearth.sandbox.wasm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.sandbox.CallListener;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;

/**
 * What a call writes to its log, cut into lines and at a limit; what is past the limit is said and
 * dropped. Used by one thread at a time.
 */
final class Lines extends OutputStream {
  private static final int LINE_BYTES = 64 << 10;

  private final long limit;
  private final CallListener listener;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(128);
  private long taken;
  private boolean cut;
  private String last = "";

  Lines(long limit, CallListener listener) {
    this.limit = limit;
    this.listener = listener;
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    int kept = (int) Math.min(length, limit - taken);
    taken += kept;
    for (int i = offset; i < offset + kept; i++) {
      if (bytes[i] == '\n' || line.size() == LINE_BYTES) {
        end();
      }
      if (bytes[i] != '\n') {
        line.write(bytes[i]);
      }
    }
    if (kept < length && !cut) {
      cut = true;
      finish();
      listener.line("(the rest of the output, past %,d bytes, is cut)".formatted(limit));
    }
  }

  /** Whether anything more would be dropped. */
  boolean full() {
    return cut;
  }

  private void end() {
    last = line.toString(UTF_8);
    line.reset();
    listener.line(last);
  }

  /** The call is over: what is left is its last line. */
  void finish() {
    if (line.size() > 0) {
      end();
    }
  }

  /** The last whole line, for messages. */
  String last() {
    return last;
  }
}
