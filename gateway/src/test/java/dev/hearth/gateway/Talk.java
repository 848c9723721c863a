package dev.hearth.gateway;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request that came over no socket, and its answer, which refuses what a real one does. */
public final class Talk {
  private final MultiMap asked = HttpHeaders.headers();
  private final MultiMap told = HttpHeaders.headers();
  private final StringBuilder body = new StringBuilder();
  private final HttpServerResponse response = proxy(HttpServerResponse.class, this::response);
  private final HttpServerRequest request = proxy(HttpServerRequest.class, this::request);
  private int status = 200;
  private boolean ended;
  private Consumer<@Nullable Object> over = _ -> {};
  private Consumer<@Nullable Object> chunks = _ -> {};
  private Consumer<@Nullable Object> last = _ -> {};

  private interface Call {
    @Nullable Object of(String method, @Nullable Object[] given);
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, given) ->
                result(
                    self,
                    method,
                    call.of(method.getName(), given == null ? new Object[0] : given))));
  }

  private static @Nullable Object result(Object self, Method method, @Nullable Object value) {
    if (value != null) {
      return value;
    }
    return method.getReturnType().isInstance(self)
        ? self
        : method.getReturnType() == Future.class ? Future.succeededFuture() : null;
  }

  /** With a header. */
  public Talk with(String name, String value) {
    asked.set(name, value);
    return this;
  }

  /** The request, a GET of {@code /}. */
  public HttpServerRequest request() {
    return request;
  }

  /** An exchange of it. */
  public Exchange exchange() {
    return new Exchange(request, Map.of(), problem -> Json.error(problem.text()));
  }

  /** A part of the request's body comes. */
  void chunk(byte[] bytes) {
    chunks.accept(Buffer.buffer(bytes));
  }

  /** The request's body ends. */
  void last() {
    last.accept(null);
  }

  /** The status of the answer. */
  public int status() {
    return status;
  }

  /** The headers of the answer. */
  public MultiMap told() {
    return told;
  }

  /** The body of the answer. */
  public String body() {
    return body.toString();
  }

  /** Whether the answer is whole. */
  public boolean ended() {
    return ended;
  }

  private @Nullable Object request(String method, @Nullable Object[] given) {
    return switch (method) {
      case "method" -> HttpMethod.GET;
      case "path" -> "/";
      case "version" -> HttpVersion.HTTP_1_1;
      case "response" -> response;
      case "headers" -> asked;
      case "getHeader" -> asked.get(String.valueOf(given[0]));
      case "handler" -> {
        chunks = handler(given);
        yield null;
      }
      case "endHandler" -> {
        last = handler(given);
        yield null;
      }
      default -> null;
    };
  }

  private @Nullable Object response(String method, @Nullable Object[] given) {
    switch (method) {
      case "ended" -> {
        return ended;
      }
      case "closed", "headWritten", "writeQueueFull" -> {
        return false;
      }
      case "headers" -> {
        return told;
      }
      case "endHandler" -> over = handler(given);
      case "setStatusCode" -> status = Integer.parseInt(String.valueOf(given[0]));
      case "putHeader" -> told.set(String.valueOf(given[0]), String.valueOf(given[1]));
      case "writeHead", "write" -> say(given);
      case "end" -> {
        say(given);
        ended = true;
        over.accept(null);
      }
      default -> {
        return null;
      }
    }
    return null;
  }

  private void say(@Nullable Object[] given) {
    if (ended) {
      throw new IllegalStateException("the response has been written");
    }
    for (Object part : given) {
      body.append(part);
    }
  }

  @SuppressWarnings("unchecked")
  private static Consumer<@Nullable Object> handler(@Nullable Object[] given) {
    Handler<@Nullable Object> handler = (Handler<@Nullable Object>) given[0];
    return handler == null ? _ -> {} : handler::handle;
  }
}
