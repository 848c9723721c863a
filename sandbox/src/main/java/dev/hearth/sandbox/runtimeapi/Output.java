package dev.hearth.sandbox.runtimeapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.SandboxListener;
import dev.hearth.sandbox.linux.Poller;
import dev.hearth.sandbox.linux.Reader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;

/**
 * The lines a sandbox writes. They are the call's that runs; where none or several run, the
 * sandbox's. Each call, and each time between calls, has so many bytes; the rest is read and
 * dropped, so that a flood neither fills memory nor blocks the function.
 */
public final class Output implements AutoCloseable {
  private static final int A_TURN = 256 << 10;
  private static final int LONGEST_LINE = 64 << 10;

  private final Reader reader;
  private final Poller poller;
  private final SandboxListener sandbox;
  private final long most;
  private final long key;

  private final ArrayList<CallListener> calls = new ArrayList<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long left;
  private boolean cut;
  private boolean open = true;
  private String last = "";

  /**
   * Reads until it is closed or the other end is.
   *
   * @param most bytes of lines kept of one call
   */
  public Output(Reader reader, Poller poller, SandboxListener sandbox, long most)
      throws IOException {
    this.reader = reader;
    this.poller = poller;
    this.sandbox = sandbox;
    this.most = most;
    left = most;
    key = poller.watch(reader.descriptor(), this::read);
  }

  private synchronized void read() {
    if (open && reader.read(A_TURN, this::take) == Reader.Reached.END) {
      endLine();
      open = false;
      poller.forget(key);
    }
  }

  /** Lines belong to a call from now on. */
  public synchronized void began(CallListener call) {
    read();
    endLine();
    calls.add(call);
    left = most;
    cut = false;
  }

  /** What was written so far belongs to a call, what follows does not. */
  public synchronized void ending(CallListener call) {
    read();
    endLine();
    calls.remove(call);
    left = most;
    cut = false;
  }

  /** The last line there was, for messages; empty if there was none. */
  public synchronized String last() {
    read();
    endLine();
    return last;
  }

  private void take(byte[] bytes) {
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        keep(bytes, from, i);
        endLine();
        from = i + 1;
      }
    }
    keep(bytes, from, bytes.length);
  }

  private void keep(byte[] bytes, int from, int to) {
    int room = (int) Math.min(Math.min(left, LONGEST_LINE - line.size()), to - from);
    line.write(bytes, from, room);
    left -= room;
    if (room < to - from) {
      if (left > 0) {
        endLine();
        keep(bytes, from + room, to);
      } else {
        sayCut();
      }
    }
  }

  private void endLine() {
    if (line.size() > 0) {
      String text = line.toString(UTF_8);
      line.reset();
      tell(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }
  }

  private void sayCut() {
    if (!cut) {
      cut = true;
      endLine();
      tell("[output cut: more than %d bytes]".formatted(most));
    }
  }

  private void tell(String text) {
    last = text;
    if (calls.size() == 1) {
      calls.getFirst().line(text);
    } else {
      sandbox.line(text);
    }
  }

  @Override
  public synchronized void close() {
    if (open) {
      open = false;
      poller.forget(key);
    }
    reader.close();
  }
}
