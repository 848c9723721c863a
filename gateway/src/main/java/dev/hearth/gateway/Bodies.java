package dev.hearth.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.function.Consumer;

/**
 * Reads request bodies within two limits: of one body, and of all whose requests are unanswered.
 * Owned by the event loop.
 */
public final class Bodies {
  private static final long RETRY_NANOS = 1_000_000_000L;

  /** The most that a message has for which nobody shows a key. */
  private static final long SMALL_BYTES = 64 << 10;

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

  /** A share of what may be held, empty at first. */
  public Hold hold() {
    return new Hold(limit, true);
  }

  /**
   * Room for a message of anybody at all: little, and apart from what is shared, so that nobody who
   * shows no key takes it from those who do.
   */
  public Hold smallHold() {
    return new Hold(Math.min(limit, SMALL_BYTES), false);
  }

  /** The whole body, or a {@link Problem}: 413 if it is too large, 429 if too much is held. */
  public Future<byte[]> read(Exchange exchange) {
    return read(exchange, limit);
  }

  /** The whole body where less than usual is allowed: at most so many bytes. */
  public Future<byte[]> read(Exchange exchange, long most) {
    var body = new WholeBody(announced(exchange.request()));
    return read(exchange, Math.min(most, limit), 0, body::add).map(_ -> body.bytes());
  }

  /**
   * The body in two: its first bytes as an array, the others in a direct buffer they are copied
   * into once.
   *
   * @param headBytes how many stand in the array
   * @return the body, or a {@link Problem} as with {@link #read}, or one with status 400 if the
   *     whole body is shorter than its head
   */
  public Future<SplitBody> readSplit(Exchange exchange, int headBytes) {
    long announced = announced(exchange.request());
    if (announced >= 0 && announced < headBytes) {
      return refused(exchange.request(), SplitBody.shorterThanHead(headBytes, announced));
    }
    var parts = new SplitBody.Parts(headBytes);
    int direct = (int) Math.clamp(announced - headBytes, 0, Math.min(limit, Integer.MAX_VALUE));
    return read(
            exchange,
            limit,
            direct,
            chunk -> {
              parts.reserve(direct);
              parts.add(chunk);
            })
        .map(_ -> parts.body());
  }

  /** Reserves {@code ahead} bytes at once, then hands on each chunk. */
  private Future<Void> read(Exchange exchange, long most, long ahead, Consumer<Buffer> sink) {
    HttpServerRequest request = exchange.request();
    if (announced(request) > most) {
      return refused(request, tooLarge("body", most));
    }
    if (held + ahead > totalLimit) {
      return refused(request, tooMuch());
    }
    var reading = new Reading(request, most, ahead, sink);
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

  private Problem tooLarge(String what, long most) {
    String remedy = most < limit ? "the most that is taken here" : "send less, or raise max-body";
    return Problem.of(413, "the %s is larger than %d bytes; %s".formatted(what, most, remedy));
  }

  private Problem tooMuch() {
    return Problem.passing(
        429,
        "unanswered requests already hold " + held + " bytes of " + totalLimit + "; try again",
        RETRY_NANOS);
  }

  /** What still comes is read and dropped, so that the caller gets to see the answer. */
  private static <T> Future<T> refused(HttpServerRequest request, Problem problem) {
    request.handler(_ -> {});
    close(request);
    return Future.failedFuture(problem);
  }

  /** HTTP/2 knows no such header, and its clients refuse an answer that has it. */
  private static void close(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  /** Bytes held for one message of a caller. */
  public final class Hold {
    private final long most;
    private final boolean shared;
    private long bytes;

    private Hold(long most, boolean shared) {
      this.most = most;
      this.shared = shared;
    }

    /**
     * Sees, before anything came, whether a message is small enough; nothing is held for it yet.
     *
     * @throws Problem with status 413 if it is too large
     */
    public void announce(long more) {
      if (bytes + more > most) {
        throw tooLarge("message", most);
      }
    }

    /**
     * Holds so many bytes more.
     *
     * @throws Problem with status 413 if the message is too large, 429 if too much is held
     */
    public void take(long more) {
      announce(more);
      if (shared && held + more > totalLimit) {
        throw tooMuch();
      }
      held += shared ? more : 0;
      bytes += more;
    }

    public void release() {
      held -= shared ? bytes : 0;
      bytes = 0;
    }
  }

  private final class Reading {
    private final HttpServerRequest request;
    private final Promise<Void> done = Promise.promise();
    private final Consumer<Buffer> sink;
    private final long most;
    private long size;
    private long reserved;

    Reading(HttpServerRequest request, long most, long ahead, Consumer<Buffer> sink) {
      this.request = request;
      this.most = most;
      this.sink = sink;
      reserved = ahead;
      held += ahead;
    }

    void start() {
      request.handler(this::add);
      request.exceptionHandler(
          cause -> done.tryFail(Problem.badRequest("the body ended early: " + cause.getMessage())));
      request.endHandler(_ -> done.tryComplete());
    }

    private void add(Buffer chunk) {
      if (done.future().isComplete()) {
        return;
      }
      long more = Math.max(0, size + chunk.length() - reserved);
      if (size + chunk.length() > most) {
        refuse(tooLarge("body", most));
      } else if (held + more > totalLimit) {
        refuse(tooMuch());
      } else {
        take(chunk, more);
      }
    }

    private void take(Buffer chunk, long more) {
      held += more;
      reserved += more;
      size += chunk.length();
      try {
        sink.accept(chunk);
      } catch (OutOfMemoryError _) {
        refuse(tooMuch());
      }
    }

    private void refuse(Problem problem) {
      release();
      close(request);
      done.tryFail(problem);
    }

    private void release() {
      held -= reserved;
      reserved = 0;
    }
  }
}
