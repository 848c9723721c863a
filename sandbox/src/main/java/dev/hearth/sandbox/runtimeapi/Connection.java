package dev.hearth.sandbox.runtimeapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** One connection of a runtime: its requests, one after another. */
@SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be written to is closed
final class Connection extends SimpleChannelInboundHandler<HttpObject> {
  private static final AsciiString REQUEST_ID = AsciiString.cached("Lambda-Runtime-Aws-Request-Id");
  private static final AsciiString DEADLINE = AsciiString.cached("Lambda-Runtime-Deadline-Ms");
  private static final AsciiString ARN = AsciiString.cached("Lambda-Runtime-Invoked-Function-Arn");
  private static final AsciiString TRACE = AsciiString.cached("Lambda-Runtime-Trace-Id");
  private static final AsciiString CLIENT = AsciiString.cached("Lambda-Runtime-Client-Context");
  private static final AsciiString MODE =
      AsciiString.cached("Lambda-Runtime-Function-Response-Mode");
  private static final AsciiString ERROR_TYPE =
      AsciiString.cached("Lambda-Runtime-Function-Error-Type");
  private static final AsciiString ERROR_BODY =
      AsciiString.cached("Lambda-Runtime-Function-Error-Body");
  private static final String TOO_MANY = "TooManyRequestsException";
  private static final AsciiString JSON = AsciiString.cached("application/json");
  private static final byte[] ACCEPTED = "{\"status\":\"OK\"}".getBytes(UTF_8);

  private final RuntimeApi api;

  private @Nullable ChannelHandlerContext context;
  private Route route = new Route.Unknown();
  private Body body = Body.dropped();
  private @Nullable String errorType;
  private String requestId = "";
  private boolean known;
  private @Nullable InnerCall inner;
  private boolean streaming;
  private long streamed;
  private boolean keepAlive;
  private boolean broken;

  Connection(RuntimeApi api) {
    this.api = api;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
    if (broken) {
      return; // what is no HTTP was refused, and is not the end of the request before it
    }
    if (message instanceof HttpRequest request) {
      begin(ctx, request);
    }
    if (!broken && message instanceof HttpContent content) {
      content(content);
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      keepAlive = false;
      broken = true;
      refuse(400, "InvalidRequest", "the request is no HTTP that the Runtime API reads");
      return;
    }
    if (HttpUtil.is100ContinueExpected(request)) {
      ctx.writeAndFlush(
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }
    HttpHeaders headers = request.headers();
    keepAlive = HttpUtil.isKeepAlive(request);
    route = Route.of(request.method(), request.uri());
    errorType = headers.get(ERROR_TYPE);
    requestId = headers.get(REQUEST_ID, "");
    known = isKnown(route);
    body.free();
    body = body(HttpUtil.getContentLength(request, -1L));
    streaming = false;
    if (known
        && route instanceof Route.Response(String id)
        && "streaming".equalsIgnoreCase(headers.get(MODE))) {
      streaming = true;
      streamed = 0;
      api.streaming(id, headers.get(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream"));
    }
  }

  /** Whether what it is about is there, so that its body is worth keeping. */
  private boolean isKnown(Route asked) {
    return switch (asked) {
      case Route.Response(String id) -> api.answerable(id);
      case Route.Failure(String id) -> api.answerable(id);
      case Route.Invoke _ -> api.answerable(requestId);
      case Route.Next _, Route.InitFailure _ -> true;
      case Route.Unknown _ -> false;
    };
  }

  private Body body(long announced) {
    if (!known) {
      return Body.dropped();
    }
    long answer = api.limits().answerBytes();
    Route begun = route;
    return switch (begun) {
      case Route.Response _ -> new Body(answer, announced, api.answers());
      case Route.Invoke _ -> new Body(answer, announced, api.payloads());
      case Route.Failure _, Route.InitFailure _ ->
          new Body(RuntimeApi.LARGEST_REPORT, announced, api.answers());
      case Route.Next _, Route.Unknown _ -> Body.dropped();
    };
  }

  private void content(HttpContent content) {
    if (streaming && route instanceof Route.Response(String id)) {
      stream(id, content);
    } else {
      body.add(content.content());
    }
    if (content instanceof LastHttpContent last) {
      end(last);
    }
  }

  private void stream(String id, HttpContent content) {
    int count = content.content().readableBytes();
    streamed += count;
    if (streamed > api.limits().answerBytes()) {
      api.answer(id, Ends.tooLarge(api.limits().answerBytes()));
    } else if (count > 0) {
      api.part(id, ByteBufUtil.getBytes(content.content()));
    }
  }

  private void end(LastHttpContent last) {
    Route ended = route;
    switch (ended) {
      case Route.Next() -> api.next(this);
      case Route.Response(String id) -> answered(id, last.trailingHeaders());
      case Route.Failure(String id) -> failed(id);
      case Route.InitFailure() -> {
        api.initFailed(ErrorReport.of(errorType, body.bytes()));
        accept();
      }
      case Route.Invoke(String function) -> invoke(function);
      case Route.Unknown() ->
          refuse(404, "NotFound", "the Runtime API of 2018-06-01 has no such path or method");
    }
    body.free();
  }

  private void answered(String id, HttpHeaders trailers) {
    if (!known || !api.answerable(id)) {
      unknown(id);
    } else if (streaming) {
      streaming = false;
      accept();
      api.answer(id, endOfStream(trailers));
    } else if (body.tooLarge()) {
      refuse(413, "RequestEntityTooLarge", "the answer is larger than it may be");
      api.answer(id, Ends.tooLarge(api.limits().answerBytes()));
    } else if (body.crowded()) {
      refuse(429, TOO_MANY, "more answers are on their way than there are calls");
    } else {
      accept();
      api.answer(id, new CallEnd.Answered(body.bytes()));
    }
  }

  private static CallEnd endOfStream(HttpHeaders trailers) {
    String type = trailers.get(ERROR_TYPE);
    if (type == null) {
      return new CallEnd.Answered(new byte[0]);
    }
    byte[] report;
    try {
      report = Base64.getDecoder().decode(trailers.get(ERROR_BODY, ""));
    } catch (IllegalArgumentException e) {
      report = new byte[0];
    }
    return Ends.reported(ErrorReport.of(type, report));
  }

  private void failed(String id) {
    if (!known || !api.answerable(id)) {
      unknown(id);
      return;
    }
    accept();
    api.answer(id, Ends.reported(ErrorReport.of(errorType, body.bytes())));
  }

  private void invoke(String function) {
    if (inner != null) {
      java.util.Objects.requireNonNull(context).close(); // answers would come in a wrong order
    } else if (!known) {
      unknown(requestId);
    } else if (body.tooLarge()) {
      refuse(
          413,
          "RequestTooLargeException",
          "its payload has more than %d bytes".formatted(api.limits().answerBytes()));
    } else if (body.crowded()) {
      refuse(429, TOO_MANY, "the payloads that are on their way are too large together");
    } else {
      inner = api.call(this, requestId, function, body.bytes());
    }
  }

  /** The function that was called from here has answered. */
  void answer(byte[] payload) {
    inner = null;
    write(HttpResponseStatus.OK, payload);
  }

  /** It has not. */
  void fail(String type, String message) {
    inner = null;
    refuse(HttpResponseStatus.FAILED_DEPENDENCY.code(), type, message);
  }

  void unknown(String id) {
    refuse(400, "InvalidRequestID", "no call '%s' waits for an answer".formatted(printable(id)));
  }

  private static String printable(String text) {
    return text.length() > 100 ? text.substring(0, 100) : text;
  }

  private void accept() {
    write(HttpResponseStatus.ACCEPTED, ACCEPTED);
  }

  void refuse(int status, String type, String message) {
    var error = new java.util.LinkedHashMap<String, String>();
    error.put("errorType", type);
    error.put("errorMessage", message);
    write(HttpResponseStatus.valueOf(status), JsonMapper.shared().writeValueAsBytes(error));
  }

  private ChannelFuture write(HttpResponseStatus status, byte[] content) {
    return write(
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(content)));
  }

  private ChannelFuture write(FullHttpResponse response) {
    ChannelHandlerContext ctx = java.util.Objects.requireNonNull(context);
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.CONTENT_TYPE, JSON);
    headers.setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
    if (keepAlive) {
      return ctx.writeAndFlush(response);
    }
    headers.set(HttpHeaderNames.CONNECTION, "close");
    return ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  /** Answers the request for a call. */
  void deliver(Call call) {
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(call.payload()));
    HttpHeaders headers = response.headers();
    headers.set(REQUEST_ID, call.requestId());
    headers.set(DEADLINE, Long.toString(call.deadlineMillis()));
    headers.set(ARN, HeaderText.of(call.functionArn()));
    call.trace().ifPresent(trace -> headers.set(TRACE, HeaderText.of(trace)));
    call.clientContext().ifPresent(client -> headers.set(CLIENT, HeaderText.json(client)));
    write(response)
        .addListener(
            written -> {
              if (!written.isSuccess()) {
                api.undelivered(call);
              }
            });
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    api.gone(this);
    body.free();
    if (inner != null) {
      inner.takeBack();
    }
    if (streaming && route instanceof Route.Response(String id)) {
      api.answer(id, Ends.truncated());
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
