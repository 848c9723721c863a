package dev.hearth.sandbox.zygote;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.sandbox.SandboxListener;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a process writes, cut into lines and given to the call that runs in it. On the thread of the
 * wire; only {@link #call} is set from others.
 */
final class Output implements Receiver {
  private static final int MAX_LINE_BYTES = 16 << 10;

  private final SandboxListener listener;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private volatile @Nullable Link link;
  private volatile @Nullable Running call;

  Output(SandboxListener listener) {
    this.listener = listener;
  }

  void call(@Nullable Running running) {
    call = running;
  }

  @Override
  public void opened(Link opened) {
    link = opened;
  }

  @Override
  public boolean raw() {
    return true;
  }

  @Override
  public void received(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      if (next == '\n') {
        end();
      } else {
        line.write(next);
        if (line.size() >= MAX_LINE_BYTES) {
          end();
        }
      }
    }
  }

  private void end() {
    Running running = call;
    if (running == null) {
      listener.line(line.toString(UTF_8));
    } else {
      running.line(line);
    }
    line.reset();
  }

  /** Takes what was written before the frame that is being received. */
  void drain(Wire wire) {
    Link from = link;
    if (from != null) {
      wire.drain(from);
    }
    if (line.size() > 0) {
      end();
    }
  }

  @Override
  public void closed() {
    if (line.size() > 0) {
      end();
    }
  }

  void close() {
    Link open = link;
    if (open != null) {
      open.close();
    }
  }
}
