package dev.hearth.cli;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** A gRPC server on a free port; messages are what a test says, in hexadecimal or as bytes. */
final class FakeGrpc implements AutoCloseable {
  /** How a method ends; the message comes without its frame. */
  static final class Reply {
    private final byte[] message;
    private final int status;
    private final String reason;

    Reply(byte[] message, int status, String reason) {
      this.message = message;
      this.status = status;
      this.reason = reason;
    }
  }

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Map<String, Reply> replies = new ConcurrentHashMap<>();
  private final Map<String, byte[]> asked = new ConcurrentHashMap<>();
  private final Map<String, String> headers = new ConcurrentHashMap<>();
  private final Channel channel;

  FakeGrpc() {
    channel =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel child) {
                    child
                        .pipeline()
                        .addLast(
                            Http2FrameCodecBuilder.forServer()
                                .initialSettings(Http2Settings.defaultSettings())
                                .build(),
                            new Http2MultiplexHandler(
                                new ChannelInitializer<>() {
                                  @Override
                                  protected void initChannel(Channel stream) {
                                    stream.pipeline().addLast(new Stream());
                                  }
                                }));
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  String url() {
    return "grpc://127.0.0.1:" + ((InetSocketAddress) channel.localAddress()).getPort();
  }

  FakeGrpc answers(String method, Reply reply) {
    replies.put("/inference.GRPCInferenceService/" + method, reply);
    return this;
  }

  /** The message a method was last called with. */
  byte[] asked(String method) {
    return Objects.requireNonNull(asked.get("/inference.GRPCInferenceService/" + method));
  }

  /** A header of the last call. */
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    group.shutdownGracefully().syncUninterruptibly();
  }

  private final class Stream extends SimpleChannelInboundHandler<Http2StreamFrame> {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private String path = "";

    @Override
    protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
      if (frame instanceof Http2HeadersFrame head) {
        path = head.headers().path().toString();
        head.headers().forEach(each -> headers.put(each.getKey() + "", each.getValue() + ""));
      }
      if (frame instanceof Http2DataFrame data) {
        byte[] bytes = new byte[data.content().readableBytes()];
        data.content().readBytes(bytes);
        body.writeBytes(bytes);
        if (data.isEndStream()) {
          byte[] framed = body.toByteArray();
          asked.put(path, Arrays.copyOfRange(framed, 5, framed.length));
          answer(context, Objects.requireNonNull(replies.get(path)));
        }
      }
    }

    private void answer(ChannelHandlerContext context, Reply reply) {
      var head = new DefaultHttp2Headers().status("200").add("content-type", "application/grpc");
      var _ = context.write(new DefaultHttp2HeadersFrame(head, false));
      if (reply.status == 0) {
        ByteBuf message = Unpooled.buffer().writeByte(0).writeInt(reply.message.length);
        var _ = context.write(new DefaultHttp2DataFrame(message.writeBytes(reply.message), false));
      }
      var trailers = new DefaultHttp2Headers().addInt("grpc-status", reply.status);
      trailers.add("grpc-message", reply.reason);
      var _ = context.writeAndFlush(new DefaultHttp2HeadersFrame(trailers, true));
    }
  }
}
