package dev.hearth.functions.event;

import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.InvokeReply;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/** One run of a call that nobody waits for; an answer in parts is put together. */
final class Attempt implements InvokeReply {
  /** What is kept of an answer that comes in parts; what is more is dropped. */
  private static final int MAX_BYTES = 6 << 20;

  private final Consumer<InvokeEnd> ended;
  private final ByteArrayOutputStream parts = new ByteArrayOutputStream(0);
  private boolean over;

  Attempt(Consumer<InvokeEnd> ended) {
    this.ended = ended;
  }

  @Override
  public void part(byte[] bytes) {
    parts.write(bytes, 0, Math.min(bytes.length, MAX_BYTES - parts.size()));
  }

  @Override
  public void ended(InvokeEnd end) {
    if (over) {
      return;
    }
    over = true;
    ended.accept(
        end instanceof InvokeEnd.Answered answered && parts.size() > 0
            ? new InvokeEnd.Answered(parts.toByteArray(), answered.metered())
            : end);
  }
}
