package dev.hearth.gateway.grpc;

import com.google.protobuf.MessageLite;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Kind;
import dev.hearth.gateway.security.Owners;
import dev.hearth.gateway.security.Rule;
import dev.hearth.gateway.trace.Origin;
import dev.hearth.gateway.trace.Origins;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;

/** One call and its answer. Used on the event loop only. */
final class GrpcCall {
  private static final CharSequence CONTENT_TYPE = HttpHeaders.createOptimized("application/grpc");
  private static final CharSequence STATUS = HttpHeaders.createOptimized("grpc-status");
  private static final CharSequence MESSAGE = HttpHeaders.createOptimized("grpc-message");
  private static final CharSequence PUSHBACK =
      HttpHeaders.createOptimized("grpc-retry-pushback-ms");
  private static final CharSequence ACCEPTED = HttpHeaders.createOptimized("grpc-accept-encoding");
  private static final CharSequence ENCODINGS = HttpHeaders.createOptimized("identity,gzip");
  private static final long NO_ERROR = 0;

  private final Exchange exchange;
  private final long startedAt = System.nanoTime();
  private long timeoutNanos = Long.MAX_VALUE;
  private boolean received;

  GrpcCall(HttpServerRequest request, Rule rule, Owners owners, Origins origins) {
    exchange =
        Exchange.behind(request, rule, owners, problem -> Json.error(problem.text()), origins);
  }

  /** Where what it asks for comes from; each message of a stream asks anew. */
  Origin origin() {
    return exchange.origin("grpc");
  }

  /** Lets a caller in, or throws a {@link Problem}. */
  void enter(Caller caller) {
    exchange.enter(caller);
  }

  /** Whether the caller may know of a model. */
  boolean sees(String model) {
    return exchange.sees(Kind.MODEL, model);
  }

  /**
   * Goes on only if the caller may know of a model.
   *
   * @throws Problem with status 404 if not
   */
  void require(String model) {
    exchange.require(Kind.MODEL, model);
  }

  /**
   * Reads how long the call may take.
   *
   * @throws Problem with status 400 if the caller says no time
   */
  void readTimeout() {
    String header = request().getHeader(GrpcTimeout.HEADER);
    if (header != null) {
      timeoutNanos = GrpcTimeout.nanos(header);
    }
  }

  HttpServerRequest request() {
    return exchange.request();
  }

  private HttpServerResponse response() {
    return exchange.request().response();
  }

  Optional<String> header(String name) {
    return exchange.header(name);
  }

  /** Nanoseconds until the caller's deadline, {@link Long#MAX_VALUE} without one. */
  long remainingNanos() {
    return timeoutNanos == Long.MAX_VALUE
        ? Long.MAX_VALUE
        : timeoutNanos - (System.nanoTime() - startedAt);
  }

  /** The caller has sent all it will send. */
  void received() {
    received = true;
  }

  boolean over() {
    return exchange.over();
  }

  /** Does {@code release} once, when the call has ended or nobody waits for it. */
  void onOver(Runnable release) {
    exchange.onOver(release);
  }

  /** Does {@code action} if the caller goes away before the end. */
  void onAbandoned(Runnable action) {
    exchange.onAbandoned(action);
  }

  /** Whether more should not be sent now; see {@link #onWritable}. */
  boolean full() {
    return !over() && response().writeQueueFull();
  }

  /** Does {@code action} each time that a full queue has room again. */
  void onWritable(Runnable action) {
    response().drainHandler(_ -> action.run());
  }

  /** Sends a message of several. */
  void send(Buffer frame) {
    if (!over()) {
      begin();
      response().write(frame);
    }
  }

  /** Sends the one message, and ends. */
  void answer(MessageLite message) {
    answer(Frames.of(message));
  }

  /** Sends the one message, and ends. */
  void answer(Buffer frame) {
    if (!over()) {
      begin();
      response().putTrailer(STATUS, GrpcStatus.OK.code());
      response().end(frame);
    }
  }

  /** Ends well after the messages sent. */
  void end() {
    end(GrpcStatus.OK, "");
  }

  /** Ends with a status and what to tell the caller. */
  void fail(Problem problem) {
    if (over()) {
      return;
    }
    problem
        .retryAfterSeconds()
        .ifPresent(seconds -> trailer(PUSHBACK, Long.toString(seconds * 1_000L)));
    end(GrpcStatus.of(problem), problem.text());
  }

  private void end(GrpcStatus status, String message) {
    if (over()) {
      return;
    }
    begin();
    trailer(STATUS, status.code());
    if (!message.isEmpty()) {
      trailer(MESSAGE, StatusMessage.encode(message));
    }
    response().end();
    if (!received) {
      response().reset(NO_ERROR);
    }
  }

  /** Where nothing was sent yet, one block of headers is all of the answer. */
  private void trailer(CharSequence name, String value) {
    if (response().headWritten()) {
      response().putTrailer(name, value);
    } else {
      response().putHeader(name, value);
    }
  }

  private void begin() {
    if (!response().headWritten()) {
      response().putHeader(HttpHeaders.CONTENT_TYPE, CONTENT_TYPE);
      response().putHeader(ACCEPTED, ENCODINGS);
    }
  }
}
