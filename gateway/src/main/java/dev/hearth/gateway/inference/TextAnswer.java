package dev.hearth.gateway.inference;

import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Problem;
import dev.hearth.inference.generation.Ending.Finished;
import dev.hearth.kernel.Outcome;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells generated text to one caller. While a caller reads more slowly than the text comes, what
 * comes is put together and goes out as one event once there is room: what is held is at most one
 * answer's text and {@value #MAX_UNREAD} bytes of events.
 */
final class TextAnswer implements InferenceService.TextReply {
  private static final int MAX_UNREAD = 32 << 10;
  private static final CharSequence EVENTS = HttpHeaders.createOptimized("text/event-stream");
  private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");

  private final Exchange exchange;
  private final String model;
  private final TextForm form;
  private final StringBuilder held = new StringBuilder();
  private boolean begun;
  private @Nullable Finished finished;

  TextAnswer(Exchange exchange, String model, TextForm form) {
    this.exchange = exchange;
    this.model = model;
    this.form = form;
  }

  @Override
  public void text(String more) {
    held.append(more);
    if (form.streamed()) {
      flush();
    }
  }

  @Override
  public void ended(Outcome outcome, Optional<Finished> whole) {
    if (exchange.over()) {
      return;
    }
    if (whole.isEmpty()) {
      broken(Outcomes.problem(model, outcome));
    } else if (form.streamed()) {
      finished = whole.get();
      flush();
    } else {
      exchange.json(200, form.whole(held.toString(), whole.get()));
    }
  }

  private void broken(Problem problem) {
    if (begun) {
      HttpServerResponse response = exchange.request().response();
      response.end(event(form.failed(problem)));
    } else {
      exchange.fail(problem);
    }
  }

  private void flush() {
    if (exchange.over()) {
      return;
    }
    HttpServerResponse response = exchange.request().response();
    begin(response);
    if (response.writeQueueFull()) {
      response.drainHandler(_ -> flush());
      return;
    }
    Buffer events = Buffer.buffer();
    if (!held.isEmpty()) {
      events.appendBuffer(event(form.more(held.toString())));
      held.setLength(0);
    }
    if (finished != null) {
      form.end(finished).forEach(data -> events.appendBuffer(event(data)));
      response.end(events);
    } else {
      var _ = response.write(events);
    }
  }

  private void begin(HttpServerResponse response) {
    if (begun) {
      return;
    }
    begun = true;
    response.setChunked(true).setWriteQueueMaxSize(MAX_UNREAD);
    response.putHeader(HttpHeaders.CONTENT_TYPE, EVENTS);
    response.putHeader(HttpHeaders.CACHE_CONTROL, NO_CACHE);
    for (Buffer data : form.begin()) {
      var _ = response.write(event(data));
    }
  }

  private static Buffer event(Buffer data) {
    return Buffer.buffer("data: ").appendBuffer(data).appendString("\n\n");
  }
}
