package dev.hearth.functions;

import dev.hearth.functions.InvokeEnd.Refused;
import dev.hearth.functions.InvokeEnd.Throttle;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Lets as many calls of a function run at once as are reserved for it, whichever version they call.
 * Owned by the event loop.
 */
final class Gate {
  private static final long RETRY_NANOS = 1_000_000_000;

  private final String function;
  private OptionalInt limit = OptionalInt.empty();
  private int inside;

  Gate(String function) {
    this.function = function;
  }

  void limit(OptionalInt calls) {
    limit = calls;
  }

  /** Starts a call now, or refuses it. */
  Runnable pass(InvokeReply reply, Function<InvokeReply, Runnable> start) {
    if (limit.isEmpty()) {
      return start.apply(reply);
    }
    if (inside >= limit.getAsInt()) {
      reply.ended(
          new Refused(
              Throttle.RESERVED_CONCURRENCY,
              "%d calls of %s may run at once, and do".formatted(limit.getAsInt(), function),
              RETRY_NANOS));
      return () -> {};
    }
    inside++;
    var visit = new Visit(reply);
    Runnable cancel = start.apply(visit);
    return () -> {
      visit.leave();
      cancel.run();
    };
  }

  private final class Visit implements InvokeReply {
    private final InvokeReply reply;
    private boolean left;

    Visit(InvokeReply reply) {
      this.reply = reply;
    }

    void leave() {
      if (!left) {
        left = true;
        inside--;
      }
    }

    @Override
    public void streaming(String contentType) {
      reply.streaming(contentType);
    }

    @Override
    public void part(byte[] bytes) {
      reply.part(bytes);
    }

    @Override
    public void ended(InvokeEnd end) {
      leave();
      reply.ended(end);
    }
  }
}
