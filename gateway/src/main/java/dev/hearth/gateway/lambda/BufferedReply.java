package dev.hearth.gateway.lambda;

import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.InvokeEnd.Answered;
import dev.hearth.functions.InvokeEnd.Failed;
import dev.hearth.functions.InvokeEnd.Metered;
import dev.hearth.functions.InvokeEnd.Refused;
import dev.hearth.functions.InvokeReply;
import dev.hearth.gateway.Exchange;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** Answers a call once it is over; one that comes in parts is put together. */
final class BufferedReply implements InvokeReply {
  private static final int MAX_ANSWER = 6 << 20;
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence ERROR = HttpHeaders.createOptimized("X-Amz-Function-Error");
  private static final CharSequence LOG = HttpHeaders.createOptimized("X-Amz-Log-Result");

  private final Exchange exchange;
  private final boolean tail;
  private @Nullable Buffer parts;
  private boolean tooLarge;

  BufferedReply(Exchange exchange, boolean tail) {
    this.exchange = exchange;
    this.tail = tail;
  }

  @Override
  public void streaming(String contentType) {
    parts = Buffer.buffer();
  }

  @Override
  public void part(byte[] bytes) {
    Buffer before = parts == null ? Buffer.buffer() : parts;
    if (before.length() + bytes.length > MAX_ANSWER) {
      tooLarge = true;
      parts = Buffer.buffer();
    } else if (!tooLarge) {
      parts = before.appendBytes(bytes);
    }
  }

  @Override
  public void ended(InvokeEnd end) {
    if (exchange.over()) {
      return;
    }
    switch (end) {
      case Answered(byte[] payload, Metered metered) -> {
        if (tooLarge) {
          answer(
              "Unhandled",
              Buffer.buffer(
                  "{\"errorMessage\":\"Response payload size exceeded maximum allowed payload size"
                      + " (6291456 bytes).\",\"errorType\":\"Function.ResponseSizeTooLarge\"}"),
              metered);
        } else {
          answer(null, parts == null ? Buffer.buffer(payload) : parts, metered);
        }
      }
      case Failed failed ->
          answer(
              Invocations.functionError(failed),
              Buffer.buffer(Invocations.report(failed)),
              failed.metered());
      case Refused refused -> LambdaErrors.fail(exchange, LambdaErrors.told(refused));
    }
  }

  private void answer(@Nullable String error, Buffer body, Metered metered) {
    var response = exchange.request().response();
    if (error != null) {
      response.putHeader(ERROR, error);
    }
    if (tail) {
      response.putHeader(LOG, Invocations.log(metered.logTail()));
    }
    exchange.answer(200, JSON, body);
  }
}
