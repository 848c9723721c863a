package dev.hearth.cli.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayDeque;
import java.util.List;

/** Unary gRPC calls, many at once, over one HTTP/2 connection. */
final class GrpcConnection extends Http2EventAdapter implements Connection {
  /** What servers commonly allow; more calls at once go on further connections. */
  static final int STREAMS = 100;

  private static final int STREAM_WINDOW_BYTES = 1 << 20;
  private static final int CONNECTION_WINDOW_BYTES = 16 << 20;
  private static final long CANCEL = 8;

  private final Connections.Seat seat;
  private final Http2ConnectionHandler handler;
  private final IntObjectMap<GrpcCall> calls = new IntObjectHashMap<>();
  private final ArrayDeque<Body> spare = new ArrayDeque<>();
  private final Channel channel;
  private boolean flushComes;
  private boolean closed;

  /** A client's end of a channel that is not connected yet. */
  GrpcConnection(Channel channel, Connections.Seat seat) {
    this.channel = channel;
    this.seat = seat;
    handler =
        new Http2ConnectionHandlerBuilder()
            .server(false)
            .frameListener(this)
            .encoderEnforceMaxConcurrentStreams(true)
            .gracefulShutdownTimeoutMillis(0)
            .validateHeaders(false)
            .initialSettings(
                Http2Settings.defaultSettings()
                    .pushEnabled(false)
                    .initialWindowSize(STREAM_WINDOW_BYTES))
            .build();
    handler.connection().addListener(this);
  }

  Http2ConnectionHandler handler() {
    return handler;
  }

  /** Called once the channel is connected: lets answers of many calls come at once. */
  GrpcConnection opened() throws Http2Exception {
    var local = handler.connection().local().flowController();
    local.incrementWindowSize(handler.connection().connectionStream(), CONNECTION_WINDOW_BYTES);
    return this;
  }

  private ChannelHandlerContext context() {
    return channel.pipeline().context(handler);
  }

  @Override
  public void send(Call call) {
    ChannelHandlerContext context = context();
    int id = closed ? -1 : handler.connection().local().incrementAndGetNextStreamId();
    if (id < 0 || context == null) {
      seat.gone();
      call.end(Answer.failed("the connection takes no more calls"));
      return;
    }
    Body body = spare.isEmpty() ? new Body() : spare.pop();
    body.start(call.request().keep());
    calls.put(id, new GrpcCall(call, body));
    var headers = call.request().headers().orElseThrow();
    var encoder = handler.encoder();
    encoder
        .writeHeaders(context, id, headers, 0, false, context.newPromise())
        .addListener(
            written -> {
              if (!written.isSuccess()) {
                end(id, Answer.failed("cannot be sent: " + Errors.text(written.cause())));
              }
            });
    var _ =
        encoder.writeData(
            context, id, call.request().bytes().duplicate(), 0, true, context.newPromise());
    flushSoon();
  }

  /** One flush for all that is sent within one turn of the event loop. */
  private void flushSoon() {
    if (!flushComes) {
      flushComes = true;
      channel
          .eventLoop()
          .execute(
              () -> {
                flushComes = false;
                channel.flush();
              });
    }
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext context, int id, ByteBuf data, int padding, boolean last) {
    GrpcCall call = calls.get(id);
    if (call != null) {
      call.body().add(data);
      if (last) {
        end(id, call.ended("the answer has no trailers"));
      }
    }
    return data.readableBytes() + padding;
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context, int id, Http2Headers headers, int padding, boolean last) {
    GrpcCall call = calls.get(id);
    if (call != null) {
      call.headers(headers);
      if (last) {
        end(id, call.ended("the answer has no grpc-status"));
      }
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context,
      int id,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean last) {
    onHeadersRead(context, id, headers, padding, last);
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext context, int id, long code) {
    end(id, Answer.failed("the server reset the stream, code " + code));
  }

  @Override
  public void onGoAwayReceived(int lastId, long code, ByteBuf message) {
    seat.gone();
  }

  @Override
  public void onStreamClosed(Http2Stream stream) {
    if (calls.containsKey(stream.id())) {
      end(stream.id(), Answer.failed("the stream was closed before the answer was whole"));
    }
  }

  private void end(int id, Answer answer) {
    GrpcCall ended = calls.remove(id);
    if (ended != null) {
      ended.call().end(answer);
      spare.push(ended.body());
    }
  }

  /** The channel is closed: nothing under way will be answered. */
  void lost(String reason) {
    closed = true;
    seat.gone();
    for (GrpcCall call : List.copyOf(calls.values())) {
      call.call().end(Answer.failed(reason));
    }
    calls.clear();
  }

  @Override
  public void expire(long sentBeforeNanos, String reason) {
    for (int id : calls.keySet().toArray(Integer[]::new)) {
      GrpcCall late = calls.get(id);
      if (late != null && late.call().sentNanos() < sentBeforeNanos) {
        var _ = handler.encoder().writeRstStream(context(), id, CANCEL, context().newPromise());
        flushSoon();
        end(id, Answer.failed(reason));
      }
    }
  }

  @Override
  public void close() {
    var _ = channel.close();
  }
}
