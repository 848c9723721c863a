package dev.hearth.sandbox.jvm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;

/** What a scope's code prints, cut into lines; each goes to the call under way. */
final class ScopeOutput extends OutputStream {
  private static final int LONGEST_LINE = 64 << 10;

  private final Scope scope;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  ScopeOutput(Scope scope) {
    this.scope = scope;
  }

  @Override
  public synchronized void write(int b) {
    if (b == '\n') {
      end();
      return;
    }
    line.write(b);
    if (line.size() >= LONGEST_LINE) {
      end();
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      write(bytes[i]);
    }
  }

  /** Lines that have no end yet stay until the call does. */
  synchronized void finish() {
    if (line.size() > 0) {
      end();
    }
  }

  private void end() {
    String text = line.toString(UTF_8);
    line.reset();
    scope.line(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }
}
