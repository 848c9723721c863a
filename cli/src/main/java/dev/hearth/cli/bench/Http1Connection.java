package dev.hearth.cli.bench;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1, one request at a time: writes encoded requests, reads answers as they come. */
final class Http1Connection extends SimpleChannelInboundHandler<HttpObject> implements Connection {
  private static final String JSON_BYTES = "inference-header-content-length";

  private final Channel channel;
  private final Connections.Seat seat;
  private final Body body = new Body();
  private @Nullable Call call;
  private int status;
  private int jsonBytes;
  private boolean keepAlive;

  Http1Connection(Channel channel, Connections.Seat seat) {
    this.channel = channel;
    this.seat = seat;
  }

  @Override
  public void send(Call next) {
    call = next;
    body.start(next.request().keep());
    channel
        .writeAndFlush(next.request().bytes().duplicate())
        .addListener(
            written -> {
              if (!written.isSuccess() && call == next) {
                fail("the request could not be sent: " + Errors.text(written.cause()));
              }
            });
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
    DecoderResult result = part.decoderResult();
    if (result.isFailure()) {
      fail("the answer is no HTTP/1.1: " + Errors.text(result.cause()));
      return;
    }
    if (part instanceof HttpResponse response) {
      status = response.status().code();
      keepAlive = HttpUtil.isKeepAlive(response);
      jsonBytes = response.headers().getInt(JSON_BYTES, -1);
    }
    if (part instanceof HttpContent content) {
      body.add(content.content());
    }
    if (part instanceof LastHttpContent && status >= 200) {
      finish();
    }
  }

  private void finish() {
    if (!keepAlive) {
      seat.gone();
      var _ = channel.close();
    }
    Ending ending = Ending.ofHttp(status);
    String reason = ending == Ending.OK ? "" : Reasons.of(status, body);
    end(body.answer(ending, reason, jsonBytes));
  }

  private void end(Answer answer) {
    Call ending = call;
    call = null;
    if (ending != null) {
      ending.end(answer);
    }
  }

  private void fail(String reason) {
    seat.gone();
    var _ = channel.close();
    end(Answer.failed(reason));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail("the server closed the connection");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail("the connection broke: " + Errors.text(cause));
  }

  @Override
  public void expire(long sentBeforeNanos, String reason) {
    if (call != null && call.sentNanos() < sentBeforeNanos) {
      fail(reason);
    }
  }

  @Override
  public void close() {
    var _ = channel.close();
  }
}
