package dev.hearth.sandbox.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.sandbox.runtimeapi.ReadySocket;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The way out of a sandbox that was granted the network: a proxy inside it that opens tunnels (HTTP
 * {@code CONNECT}, RFC 9110) to addresses it may reach. The sandbox itself still has no route but
 * its loopback, so that nothing of this machine's network can be seen or guessed at from there.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be written to is closed
final class Egress implements AutoCloseable {
  private static final int MOST_TUNNELS = 64;
  private static final int CONNECT_MILLIS = 10_000;

  private final EventLoop loop;
  private final Predicate<InetAddress> reachable;
  private final ChannelGroup tunnels;
  private final Channel server;

  /**
   * A way out.
   *
   * @param listening in the sandbox's network
   * @param reachable which addresses it leads to
   */
  Egress(EventLoop loop, ServerSocketChannel listening, Predicate<InetAddress> reachable) {
    this.loop = loop;
    this.reachable = reachable;
    tunnels = new DefaultChannelGroup(loop);
    server = ReadySocket.serve(loop, listening, this::accept);
  }

  private void accept(SocketChannel channel) {
    if (tunnels.size() >= MOST_TUNNELS) {
      channel.close();
      return;
    }
    tunnels.add(channel);
    channel.pipeline().addLast(new HttpServerCodec(), new Tunnel());
  }

  @Override
  public void close() {
    server.close();
    tunnels.close();
    server.closeFuture().awaitUninterruptibly();
  }

  /** Waits for the one request a connection may make, then relays. */
  private final class Tunnel extends SimpleChannelInboundHandler<Object> {
    private boolean asked;

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object message) {
      if (asked || !(message instanceof HttpRequest request)) {
        return;
      }
      asked = true;
      Optional<InetSocketAddress> target = target(request);
      if (target.isEmpty()) {
        refuse(ctx, HttpResponseStatus.METHOD_NOT_ALLOWED, "say CONNECT HOST:PORT; use https");
        return;
      }
      ctx.channel().config().setAutoRead(false);
      Thread.ofVirtual().name("resolve").start(() -> resolve(ctx, target.get()));
    }

    private static Optional<InetSocketAddress> target(HttpRequest request) {
      String text = request.uri();
      int colon = text.lastIndexOf(':');
      if (!request.method().equals(HttpMethod.CONNECT) || colon < 1) {
        return Optional.empty();
      }
      try {
        String host = text.substring(0, colon).replace("[", "").replace("]", "");
        int port = Integer.parseInt(text.substring(colon + 1));
        return Optional.of(InetSocketAddress.createUnresolved(host, port));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    private void resolve(ChannelHandlerContext ctx, InetSocketAddress target) {
      InetAddress[] found;
      try {
        found = InetAddress.getAllByName(target.getHostString());
      } catch (UnknownHostException e) {
        loop.execute(() -> refuse(ctx, HttpResponseStatus.BAD_GATEWAY, "there is no such host"));
        return;
      }
      for (InetAddress address : found) {
        if (reachable.test(address)) {
          loop.execute(() -> connect(ctx, new InetSocketAddress(address, target.getPort())));
          return;
        }
      }
      loop.execute(
          () ->
              refuse(
                  ctx,
                  HttpResponseStatus.FORBIDDEN,
                  "functions may not reach addresses of this machine or of private networks"));
    }

    private void connect(ChannelHandlerContext ctx, InetSocketAddress target) {
      Channel inner = ctx.channel();
      new Bootstrap()
          .group(loop)
          .channel(NioSocketChannel.class)
          .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
          .option(ChannelOption.AUTO_READ, false)
          .handler(new Relay(inner))
          .connect(target)
          .addListener(
              (ChannelFuture connected) -> {
                if (connected.isSuccess() && inner.isActive()) {
                  relay(ctx, connected.channel());
                } else {
                  connected.channel().close();
                  refuse(ctx, HttpResponseStatus.BAD_GATEWAY, "it could not be connected to");
                }
              });
    }

    private void relay(ChannelHandlerContext ctx, Channel outer) {
      tunnels.add(outer);
      var established =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              new HttpResponseStatus(200, "Connection established"),
              Unpooled.EMPTY_BUFFER);
      ctx.writeAndFlush(established)
          .addListener(
              written -> {
                ctx.pipeline().addLast(new Relay(outer));
                ctx.pipeline().remove(HttpServerCodec.class);
                ctx.pipeline().remove(this);
                ctx.channel().config().setAutoRead(true);
                outer.config().setAutoRead(true);
              });
    }

    private void refuse(ChannelHandlerContext ctx, HttpResponseStatus status, String why) {
      var response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(why + "\n", UTF_8));
      response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().writerIndex());
      ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  /** Hands on what comes to the other end, as fast as that takes it. */
  private static final class Relay extends ChannelInboundHandlerAdapter {
    private final Channel other;

    Relay(Channel other) {
      this.other = other;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
      other.write(bytes);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      other.flush();
      if (!other.isWritable()) {
        ctx.channel().config().setAutoRead(false);
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      if (ctx.channel().isWritable()) {
        other.config().setAutoRead(true);
      }
      ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
