package dev.hearth.gateway.lambda;

import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.InvokeEnd.Answered;
import dev.hearth.functions.InvokeEnd.Failed;
import dev.hearth.functions.InvokeEnd.Refused;
import dev.hearth.functions.InvokeReply;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.FunctionHeaders;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Makes a function's answer the response to a request. An object with {@code statusCode} says
 * status, headers, cookies and body; anything else is the body, as JSON. Parts of an answer go out
 * as they come, after a first part that says status and headers if their media type is {@value
 * #INTEGRATION}: JSON, then eight bytes of zero.
 */
final class UrlReply implements InvokeReply {
  static final String INTEGRATION = "application/vnd.awslambda.http-integration-response";
  private static final int MAX_UNREAD = 8 << 20;
  private static final int MAX_BUFFERED = 6 << 20;
  private static final int MAX_PRELUDE = 64 << 10;
  private static final int SEPARATOR = 8;
  private static final int MIN_STATUS = 200;
  private static final int MAX_STATUS = 599;

  private final Exchange exchange;
  private final boolean streaming;
  private @Nullable Buffer held;
  private boolean prelude;
  private boolean parts;

  UrlReply(Exchange exchange, boolean streaming) {
    this.exchange = exchange;
    this.streaming = streaming;
  }

  @Override
  public void streaming(String contentType) {
    parts = true;
    held = Buffer.buffer();
    prelude = contentType.startsWith(INTEGRATION);
    if (streaming && !prelude && !exchange.over()) {
      FunctionHeaders.put(exchange.request().response(), "Content-Type", contentType);
      begin();
    }
  }

  @Override
  public void part(byte[] bytes) {
    if (exchange.over()) {
      return;
    }
    if (held == null) {
      write(Buffer.buffer(bytes));
      return;
    }
    held.appendBytes(bytes);
    if (prelude && streaming) {
      int end = separator(held);
      if (end >= 0) {
        Buffer rest = held.slice(end + SEPARATOR, held.length());
        if (apply(held.getBytes(0, end))) {
          begin();
          write(rest);
        }
      } else if (held.length() > MAX_PRELUDE) {
        broken("its streamed answer begins with no status and headers");
      }
    } else if (held.length() > MAX_BUFFERED) {
      broken("its answer is larger than 6 MiB");
    }
  }

  private static int separator(Buffer bytes) {
    int zeros = 0;
    for (int i = 0; i < bytes.length(); i++) {
      zeros = bytes.getByte(i) == 0 ? zeros + 1 : 0;
      if (zeros == SEPARATOR) {
        return i - SEPARATOR + 1;
      }
    }
    return -1;
  }

  private void begin() {
    held = null;
    HttpServerResponse response = exchange.request().response();
    response.setChunked(true).setWriteQueueMaxSize(MAX_UNREAD);
    response.writeHead();
  }

  private void write(Buffer part) {
    HttpServerResponse response = exchange.request().response();
    if (response.writeQueueFull()) {
      var _ = exchange.request().connection().close();
    } else if (part.length() > 0) {
      var _ = response.write(part);
    }
  }

  @Override
  public void ended(InvokeEnd end) {
    if (exchange.over()) {
      return;
    }
    if (parts && held == null) {
      if (end instanceof Answered) {
        exchange.request().response().end();
      } else {
        // Cut off, so that nobody takes what came for the whole.
        var _ = exchange.request().connection().close();
      }
      return;
    }
    switch (end) {
      case Answered(byte[] payload, _) -> answer(held == null ? payload : held.getBytes());
      case Failed failed ->
          broken("it failed with %s; its log says why".formatted(failed.failure().errorType()));
      case Refused refused ->
          exchange.fail(
              Problem.passing(
                  LambdaErrors.told(refused).status(),
                  refused.message(),
                  refused.retryAfterNanos()));
    }
  }

  private void broken(String why) {
    exchange.fail(Problem.of(502, "the function gave no answer: " + why));
  }

  private void answer(byte[] payload) {
    int end = prelude ? separator(Buffer.buffer(payload)) : -1;
    if (end >= 0) {
      byte[] rest = Arrays.copyOfRange(payload, end + SEPARATOR, payload.length);
      if (apply(Arrays.copyOf(payload, end))) {
        exchange.request().response().end(Buffer.buffer(rest));
      }
      return;
    }
    JsonNode tree = json(payload);
    if (tree != null && tree.isObject() && tree.has("statusCode")) {
      structured(tree);
    } else {
      exchange.answer(200, "application/json", Buffer.buffer(payload));
    }
  }

  private static @Nullable JsonNode json(byte[] payload) {
    try {
      return Json.tree(payload);
    } catch (JacksonException _) {
      return null;
    }
  }

  private void structured(JsonNode answer) {
    JsonNode body = answer.path("body");
    String text =
        body.isString() ? body.stringValue() : body.isMissingNode() ? "" : body.toString();
    Buffer bytes;
    try {
      bytes =
          answer.path("isBase64Encoded").asBoolean(false)
              ? Buffer.buffer(Base64.getDecoder().decode(text))
              : Buffer.buffer(text);
    } catch (IllegalArgumentException _) {
      broken("its body is not the base64 that it says it is");
      return;
    }
    if (head(answer)) {
      exchange.request().response().end(bytes);
    }
  }

  /** Status, headers and cookies; false if they are none, which the caller was told then. */
  private boolean head(JsonNode answer) {
    int status = answer.path("statusCode").asInt(200);
    if (status < MIN_STATUS || status > MAX_STATUS) {
      broken("its statusCode is " + status);
      return false;
    }
    HttpServerResponse response = exchange.request().response().setStatusCode(status);
    response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    answer
        .path("headers")
        .properties()
        .forEach(
            header ->
                FunctionHeaders.put(response, header.getKey(), header.getValue().asString("")));
    answer
        .path("cookies")
        .forEach(
            cookie ->
                response.headers().add("Set-Cookie", FunctionHeaders.clean(cookie.asString(""))));
    return true;
  }

  /** The same, where anything but an object says nothing. */
  private boolean apply(byte[] json) {
    JsonNode tree = json(json);
    return tree == null || !tree.isObject() || head(tree);
  }
}
