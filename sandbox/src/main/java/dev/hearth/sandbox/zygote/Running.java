package dev.hearth.sandbox.zygote;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** A call under way, which ends once. */
final class Running {
  private final Call call;
  private final CallListener listener;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile int slot;
  private volatile Runnable inner = () -> {};
  private long outputLeft;

  Running(Call call, CallListener listener, long outputBytes) {
    this.call = call;
    this.listener = listener;
    this.outputLeft = outputBytes;
  }

  Call call() {
    return call;
  }

  int slot() {
    return slot;
  }

  void slot(int taken) {
    slot = taken;
  }

  /** A line it wrote, if there is still room for it. */
  void line(ByteArrayOutputStream bytes) {
    if (outputLeft < 0 || over.get()) {
      return;
    }
    outputLeft -= bytes.size();
    listener.line(
        outputLeft < 0
            ? "... the output of this call is cut here: it may write no more"
            : bytes.toString(UTF_8));
  }

  void streaming(String contentType) {
    if (!over.get()) {
      listener.streaming(contentType);
    }
  }

  void part(byte[] bytes) {
    if (!over.get()) {
      listener.part(bytes);
    }
  }

  /** What to do if it ends before the call it made to another function has. */
  void waitsFor(Runnable takenBack) {
    inner = takenBack;
    if (over.get()) {
      takenBack.run();
    }
  }

  void ended(CallEnd end) {
    if (over.compareAndSet(false, true)) {
      inner.run();
      listener.ended(end);
    }
  }
}
