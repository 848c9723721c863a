package dev.hearth.gateway.grpc;

import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Problem;
import dev.hearth.inference.InvalidRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what a caller sends to the method's listener, message by message in their order. */
final class IncomingCall<T> implements Deframer.Sink {
  private static final Logger LOG = LoggerFactory.getLogger(IncomingCall.class);
  private static final int LARGE_BYTES = 256 << 10;
  private static final String GZIP = "gzip";

  private final Vertx vertx;
  private final GrpcCall call;
  private final GrpcMethod<T> method;
  private final GrpcMethod.Listener<T> listener;
  private final Deframer deframer;
  private final String encoding;
  private Future<?> decoded = Future.succeededFuture();
  private boolean failed;

  /**
   * A call.
   *
   * @param holds the share of memory of each message
   */
  IncomingCall(Vertx vertx, GrpcCall call, GrpcMethod<T> method, Supplier<Bodies.Hold> holds) {
    this.vertx = vertx;
    this.call = call;
    this.method = method;
    listener = method.opener().apply(call);
    deframer = new Deframer(holds, this);
    String header = call.request().getHeader("grpc-encoding");
    encoding = header == null ? "identity" : header;
  }

  GrpcMethod.Listener<T> listener() {
    return listener;
  }

  void start() {
    call.onOver(deframer::release);
    call.request().exceptionHandler(_ -> deframer.release());
    call.request().handler(this::add);
    call.request().endHandler(_ -> ended());
  }

  private void add(Buffer chunk) {
    if (!failed && !call.over()) {
      guarded(() -> deframer.add(((BufferInternal) chunk).getByteBuf().nioBuffer()));
    }
  }

  private void ended() {
    call.received();
    guarded(
        () -> {
          if (deframer.inMessage()) {
            throw Problem.badRequest("the call ended in the middle of a message");
          }
        });
    inOrder(listener::received);
  }

  @Override
  public void message(ByteBuffer data, boolean compressed, Bodies.Hold hold) {
    try {
      Supplier<T> reading = compressed ? expanding(data, hold) : () -> method.decoder().apply(data);
      if (compressed || data.remaining() > LARGE_BYTES) {
        Future<T> reads = vertx.executeBlocking(reading::get, false);
        Future<?> before = decoded;
        decoded = before.compose(_ -> reads).onComplete(_ -> hand(reads, hold));
      } else {
        T message = reading.get();
        inOrder(() -> listener.message(message, hold::release));
      }
    } catch (RuntimeException e) {
      hold.release();
      throw e;
    }
  }

  private void hand(Future<T> reads, Bodies.Hold hold) {
    if (failed) {
      hold.release();
    } else if (reads.failed()) {
      hold.release();
      fail(reads.cause());
    } else {
      guarded(() -> listener.message(reads.result(), hold::release));
    }
  }

  private Supplier<T> expanding(ByteBuffer data, Bodies.Hold hold) {
    if (!encoding.equals(GZIP)) {
      throw Problem.of(
          501,
          "a message is compressed as the call's grpc-encoding says, '%s'; only gzip is taken"
              .formatted(encoding));
    }
    long size = Gzip.expandedSize(data);
    hold.take(size);
    return () -> method.decoder().apply(Gzip.expand(data, Math.toIntExact(size)));
  }

  /** Does {@code step} when all messages before have been handed over. */
  private void inOrder(Runnable step) {
    if (decoded.isComplete()) {
      guarded(step);
    } else {
      decoded = decoded.onComplete(_ -> guarded(step));
    }
  }

  private void guarded(Runnable step) {
    if (failed) {
      return;
    }
    try {
      step.run();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void fail(Throwable cause) {
    failed = true;
    deframer.release();
    call.fail(problem(cause, call.request().path()));
  }

  /** What to tell the caller of a failure; one that is ours is logged. */
  static Problem problem(Throwable cause, String what) {
    return switch (cause) {
      case Problem problem -> problem;
      case InvalidRequest invalid -> Problem.badRequest(String.valueOf(invalid.getMessage()));
      default -> {
        LOG.error("{} failed", what, cause);
        yield Problem.from(cause);
      }
    };
  }
}
