package dev.hearth.sandbox.runtimeapi;

import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.Neighbours;
import io.netty.channel.EventLoop;
import java.io.ByteArrayOutputStream;
import java.util.Set;

/**
 * A call that a function makes to another while it answers one. Its state belongs to the event
 * loop; what the neighbours tell comes on any thread.
 */
final class InnerCall implements CallListener {
  private final EventLoop loop;
  private final Connection caller;
  private final long mostBytes;
  private final Set<InnerCall> underWay;
  private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
  private Runnable takeBack = () -> {};
  private boolean over;

  /**
   * One that is not started yet.
   *
   * @param caller hears the answer
   * @param mostBytes of the answer
   * @param underWay where it is while it is
   */
  InnerCall(EventLoop loop, Connection caller, long mostBytes, Set<InnerCall> underWay) {
    this.loop = loop;
    this.caller = caller;
    this.mostBytes = mostBytes;
    this.underWay = underWay;
  }

  void start(Neighbours neighbours, Call within, String function, byte[] payload) {
    underWay.add(this);
    takeBack = neighbours.call(within, function, payload, this);
  }

  @Override
  public void part(byte[] bytes) {
    loop.execute(() -> add(bytes));
  }

  @Override
  public void ended(CallEnd end) {
    loop.execute(() -> end(end));
  }

  private void add(byte[] bytes) {
    if (over) {
      return;
    }
    if (parts.size() + (long) bytes.length > mostBytes) {
      end(Ends.tooLarge(mostBytes));
      takeBack.run();
    } else {
      parts.writeBytes(bytes);
    }
  }

  private void end(CallEnd end) {
    if (over) {
      return;
    }
    over = true;
    underWay.remove(this);
    switch (end) {
      case CallEnd.Answered(byte[] payload) when parts.size() == 0 -> caller.answer(payload);
      case CallEnd.Answered(byte[] payload) -> {
        parts.writeBytes(payload);
        caller.answer(parts.toByteArray());
      }
      case CallEnd.Failed failed -> caller.fail(failed.errorType(), failed.message());
    }
  }

  /** Nobody waits for it any more, or nobody should. */
  void takeBack() {
    if (!over) {
      end(Ends.aborted(CallEnd.Kind.ABORTED, true));
      takeBack.run();
    }
  }
}
