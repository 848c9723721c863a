package dev.hearth.inference;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of a response, piece by piece, with a limit on the silence between two. At most one
 * piece is in memory besides the one being read.
 */
final class ResponseBody implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
  private sealed interface Signal {
    record Piece(List<ByteBuffer> bytes) implements Signal {}

    record End() implements Signal {}

    record Broken(Throwable cause) implements Signal {}
  }

  private final Duration idleTimeout;
  private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();

  ResponseBody(Duration idleTimeout) {
    this.idleTimeout = idleTimeout;
  }

  /** The next piece, or nothing at the end. */
  Optional<List<ByteBuffer>> next() throws PassingFailure, InterruptedException {
    subscription.join().request(1);
    Signal signal = signals.poll(idleTimeout.toNanos(), TimeUnit.NANOSECONDS);
    if (signal == null) {
      throw new PassingFailure("the server was silent for " + idleTimeout.toMillis() + " ms");
    }
    return switch (signal) {
      case Signal.Piece piece -> Optional.of(piece.bytes());
      case Signal.End() -> Optional.empty();
      case Signal.Broken broken ->
          throw new PassingFailure("the connection was cut", broken.cause());
    };
  }

  @Override
  public void onSubscribe(Flow.Subscription made) {
    subscription.complete(made);
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    signals.add(new Signal.Piece(bytes));
  }

  @Override
  public void onError(Throwable cause) {
    signals.add(new Signal.Broken(cause));
  }

  @Override
  public void onComplete() {
    signals.add(new Signal.End());
  }

  @Override
  public void close() {
    subscription.join().cancel();
  }
}
