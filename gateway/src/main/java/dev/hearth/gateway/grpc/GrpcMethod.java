package dev.hearth.gateway.grpc;

import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * How one method is answered.
 *
 * @param decoder reads a message; on a worker if it is large
 * @param opener hears of each call, before its messages
 */
record GrpcMethod<T>(Function<ByteBuffer, T> decoder, Function<GrpcCall, Listener<T>> opener) {
  /** Hears what a caller sends, on the event loop. */
  interface Listener<T> {
    /** A message, in the order they were sent. What is held for it is let go with {@code done}. */
    void message(T message, Runnable done);

    /** The caller has sent all. */
    void received();

    /** The node is stopping; what was accepted is to be ended. */
    default void drain() {}
  }

  /** Answers a call of one message. */
  @FunctionalInterface
  interface Action<T> {
    void handle(GrpcCall call, T message);
  }

  /** A method that takes one message and gives one. */
  static <T> GrpcMethod<T> unary(Function<ByteBuffer, T> decoder, Action<T> action) {
    return new GrpcMethod<>(decoder, call -> new UnaryListener<>(call, action));
  }
}
