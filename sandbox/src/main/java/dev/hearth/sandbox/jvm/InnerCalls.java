package dev.hearth.sandbox.jvm;

import dev.hearth.api.FunctionFailedException;
import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.handler.JsonFunctions;
import java.io.ByteArrayOutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The calls that one call makes to other functions of the node. They have no more time than it has,
 * and those under way when it ends are taken back.
 */
final class InnerCalls extends JsonFunctions implements AutoCloseable {
  /** How many may be under way at once. */
  static final int MOST = 64;

  private final JvmSandbox sandbox;
  private final Call within;
  private final long mostBytes;
  private final Set<Inner> underWay = new HashSet<>();
  private boolean closed;

  InnerCalls(JvmSandbox sandbox, Call within) {
    super(sandbox::json, sandbox.handler().nonBlocking());
    this.sandbox = sandbox;
    this.within = within;
    this.mostBytes = sandbox.program().limits().answerBytes();
  }

  @Override
  protected Supplier<byte[]> begin(String function, byte[] payload) {
    if (payload.length > mostBytes) {
      throw new FunctionFailedException(
          function,
          "RequestTooLargeException",
          "its payload has %d bytes, more than %d".formatted(payload.length, mostBytes));
    }
    var inner = new Inner(function);
    add(inner);
    inner.start(payload.clone());
    return inner;
  }

  private synchronized void add(Inner inner) {
    if (closed) {
      throw inner.failed("Sandbox.Aborted", "the call that calls it has ended");
    }
    if (underWay.size() >= MOST) {
      throw inner.failed(
          "TooManyRequestsException", MOST + " calls of other functions are under way already");
    }
    underWay.add(inner);
  }

  private synchronized void remove(Inner inner) {
    underWay.remove(inner);
  }

  /** Takes back what is under way; nothing can be called any more. */
  @Override
  public void close() {
    List<Inner> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(underWay);
    }
    left.forEach(inner -> inner.end("Sandbox.Aborted", "the call that calls it has ended"));
  }

  /** One of them; whoever asks for its answer waits. */
  private final class Inner implements CallListener, Supplier<byte[]> {
    private final String function;
    private final CompletableFuture<CallEnd> end = new CompletableFuture<>();
    private final CompletableFuture<Runnable> takeBack = new CompletableFuture<>();
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

    Inner(String function) {
      this.function = function;
    }

    private void start(byte[] payload) {
      takeBack.complete(sandbox.engine().neighbours().call(within, function, payload, this));
    }

    private FunctionFailedException failed(String type, String message) {
      return new FunctionFailedException(function, type, message);
    }

    @Override
    public void part(byte[] bytes) {
      if (parts.size() + (long) bytes.length > mostBytes) {
        end("Function.ResponseSizeTooLarge", "its answer has more than " + mostBytes + " bytes");
      } else {
        parts.writeBytes(bytes);
      }
    }

    @Override
    public void ended(CallEnd ended) {
      end.complete(ended);
    }

    /** Ends it from this side, if it has not ended. */
    private void end(String type, String message) {
      if (end.complete(
          new CallEnd.Failed(CallEnd.Kind.ABORTED, type, message, new byte[0], true))) {
        var _ = takeBack.thenAccept(Runnable::run);
      }
    }

    @Override
    public byte[] get() {
      try {
        long left = within.deadlineMillis() - System.currentTimeMillis();
        return answer(end.get(Math.max(0, left), TimeUnit.MILLISECONDS));
      } catch (TimeoutException e) {
        throw failed("Sandbox.Timedout", "the time of the call that waits for it is over");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failed("Sandbox.Aborted", "the call that waits for it was stopped");
      } catch (ExecutionException e) {
        throw new IllegalStateException(e); // it is never completed so
      } finally {
        end("Sandbox.Aborted", "nobody waits for it any more");
        remove(this);
      }
    }

    private byte[] answer(CallEnd ended) {
      return switch (ended) {
        case CallEnd.Answered(byte[] payload) ->
            parts.size() > 0 ? joined(payload) : payload.clone();
        case CallEnd.Failed failure -> throw failed(failure.errorType(), failure.message());
      };
    }

    private byte[] joined(byte[] last) {
      parts.writeBytes(last);
      return parts.toByteArray();
    }
  }
}
