package dev.hearth.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;

/**
 * Reads request bodies within two limits: of one body, and of all whose requests are unanswered.
 * Owned by the event loop.
 */
public final class Bodies {
  private static final long RETRY_NANOS = 1_000_000_000L;

  private final long limit;
  private final long totalLimit;
  private long held;

  public Bodies(long limit, long totalLimit) {
    this.limit = limit;
    this.totalLimit = totalLimit;
  }

  /** Bytes held for requests that are not answered yet. */
  public long held() {
    return held;
  }

  /** The whole body, or a {@link Problem}: 413 if it is too large, 429 if too much is held. */
  public Future<byte[]> read(Exchange exchange) {
    HttpServerRequest request = exchange.request();
    long announced = announced(request);
    if (announced > limit) {
      return refused(request, tooLarge());
    }
    var reading = new Reading(request, Math.max(announced, 0));
    exchange.onOver(reading::release);
    reading.start();
    return reading.done.future();
  }

  private static long announced(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? -1 : Long.parseLong(length);
    } catch (NumberFormatException _) {
      throw Problem.badRequest("the Content-Length '" + length + "' is not a number");
    }
  }

  private Problem tooLarge() {
    return Problem.of(
        413, "the body is larger than " + limit + " bytes; send less, or raise max-body");
  }

  private Problem tooMuch() {
    return Problem.passing(
        429,
        "unanswered requests already hold " + held + " bytes of " + totalLimit + "; try again",
        RETRY_NANOS);
  }

  /** What still comes is read and dropped, so that the caller gets to see the answer. */
  private static Future<byte[]> refused(HttpServerRequest request, Problem problem) {
    request.handler(_ -> {});
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    return Future.failedFuture(problem);
  }

  private final class Reading {
    private final HttpServerRequest request;
    private final Promise<byte[]> done = Promise.promise();
    private final ByteArrayOutputStream bytes;
    private long reserved;

    Reading(HttpServerRequest request, long announced) {
      this.request = request;
      this.bytes = new ByteArrayOutputStream(Math.clamp(announced, 256, 1 << 20));
    }

    void start() {
      request.handler(this::add);
      request.exceptionHandler(
          cause -> done.tryFail(Problem.badRequest("the body ended early: " + cause.getMessage())));
      request.endHandler(_ -> done.tryComplete(bytes.toByteArray()));
    }

    private void add(Buffer chunk) {
      if (done.future().isComplete()) {
        return;
      }
      if (bytes.size() + (long) chunk.length() > limit) {
        refuse(tooLarge());
      } else if (held + chunk.length() > totalLimit) {
        refuse(tooMuch());
      } else {
        held += chunk.length();
        reserved += chunk.length();
        bytes.writeBytes(chunk.getBytes());
      }
    }

    private void refuse(Problem problem) {
      release();
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      done.tryFail(problem);
    }

    private void release() {
      held -= reserved;
      reserved = 0;
    }
  }
}
