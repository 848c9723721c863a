package dev.hearth.node.function;

import dev.hearth.functions.FunctionException;
import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.InvokeReply;
import dev.hearth.functions.Invoker;
import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.Neighbours;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries calls of one function to another on the same node: through the kernel, which decides on
 * them as on all others, and past the gateway. Called from any thread; the rest is on the loop.
 */
public final class FunctionNeighbours implements Neighbours {
  private static final String ARN = "arn:aws:lambda:local:000000000000:function:";

  private final Consumer<Runnable> loop;
  private final LongSupplier millis;
  private volatile @Nullable Invoker invoker;

  /**
   * Reaches nothing until it is connected.
   *
   * @param loop does something on the event loop
   * @param millis since 1970
   */
  public FunctionNeighbours(Consumer<Runnable> loop, LongSupplier millis) {
    this.loop = loop;
    this.millis = millis;
  }

  public void connect(Invoker functions) {
    invoker = functions;
  }

  @Override
  public Runnable call(Call within, String function, byte[] payload, CallListener reply) {
    var inner = new Inner(reply);
    loop.accept(() -> inner.start(within, function, payload));
    return () -> loop.accept(inner::cancel);
  }

  /** One such call. */
  private final class Inner implements InvokeReply {
    private final CallListener reply;
    private Runnable takeBack = () -> {};
    private boolean over;

    Inner(CallListener reply) {
      this.reply = reply;
    }

    private void start(Call within, String function, byte[] payload) {
      Invoker functions = invoker;
      if (over || functions == null) {
        return;
      }
      long left = Math.max(0, within.deadlineMillis() - millis.getAsLong());
      var call =
          new Invoke(
              UUID.randomUUID().toString(),
              payload,
              within.tenant(),
              ARN + function,
              TimeUnit.MILLISECONDS.toNanos(left),
              false,
              within.trace(),
              Optional.empty());
      try {
        takeBack = functions.invoke(function, Optional.empty(), call, this);
      } catch (FunctionException e) {
        refuse("ResourceNotFoundException", String.valueOf(e.getMessage()));
      }
    }

    private void cancel() {
      if (!over) {
        over = true;
        takeBack.run();
      }
    }

    private void refuse(String type, String message) {
      over = true;
      reply.ended(new CallEnd.Failed(CallEnd.Kind.ABORTED, type, message, new byte[0], true));
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
      if (over) {
        return;
      }
      switch (end) {
        case InvokeEnd.Answered(byte[] payload, _) -> {
          over = true;
          reply.ended(new CallEnd.Answered(payload));
        }
        case InvokeEnd.Failed(CallEnd.Failed failure, _) -> {
          over = true;
          reply.ended(failure);
        }
        case InvokeEnd.Refused refused -> refuse("TooManyRequestsException", refused.message());
      }
    }
  }
}
