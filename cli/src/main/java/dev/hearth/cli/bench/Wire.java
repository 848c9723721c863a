package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailure;
import dev.hearth.cli.Encryption;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The event loop and the connections of one generator. The loop is Linux's epoll where there is
 * one: its timers keep the microseconds that arrivals want; elsewhere they are a millisecond
 * coarse.
 */
final class Wire implements AutoCloseable {
  static final String THREAD = "bench";

  private static final int CONNECT_TIMEOUT_MS = 5_000;
  private static final int CHUNK_BYTES = 64 << 10;

  private final Target target;
  private final MultiThreadIoEventLoopGroup group;
  private final Bootstrap bootstrap;
  private final @Nullable SslContext tls;
  private final Connections connections;

  /**
   * A generator of calls to {@code target}, which opens no connection yet.
   *
   * @param encryption for an address that is encrypted
   */
  Wire(Target target, boolean grpc, Encryption encryption) {
    this.target = target;
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(THREAD, true), io);
    tls = target.tls() ? tls(grpc, encryption) : null;
    bootstrap =
        new Bootstrap()
            .group(group)
            .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS);
    connections = new Connections(grpc ? new GrpcOpener() : new HttpOpener());
  }

  EventLoop loop() {
    return group.next();
  }

  Connections connections() {
    return connections;
  }

  /** Sends one request and waits for its answer. */
  Answer call(Request request, long timeoutMillis) {
    var answered = new CompletableFuture<Answer>();
    loop()
        .execute(
            () -> {
              long now = System.nanoTime();
              connections.send(
                  new Call(
                      request, now, now, (call, answer, at) -> answered.complete(answer.copy())));
            });
    try {
      return answered.get(timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw new CommandFailure(
          CommandFailure.UNREACHABLE,
          "no answer from %s within %d ms".formatted(target.uri(), timeoutMillis));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(
          CommandFailure.UNREACHABLE, "interrupted while waiting for " + target.uri());
    }
  }

  private static SslContext tls(boolean grpc, Encryption encryption) {
    try {
      SslContextBuilder builder = encryption.builder();
      return grpc
          ? builder
              .applicationProtocolConfig(
                  new ApplicationProtocolConfig(
                      Protocol.ALPN,
                      SelectorFailureBehavior.NO_ADVERTISE,
                      SelectedListenerFailureBehavior.ACCEPT,
                      "h2"))
              .build()
          : builder.build();
    } catch (SSLException e) {
      throw new CommandFailure(CommandFailure.USAGE, "this Java cannot do TLS: " + Errors.text(e));
    }
  }

  private ChannelFuture connect(Initializer initializer) {
    return bootstrap
        .clone()
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                if (tls != null) {
                  channel
                      .pipeline()
                      .addLast(tls.newHandler(channel.alloc(), target.host(), target.port()));
                }
                initializer.initialize(channel);
              }
            })
        .connect(target.host(), target.port());
  }

  @Override
  public void close() {
    loop().execute(connections::close);
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  private interface Initializer {
    void initialize(Channel channel);
  }

  private final class HttpOpener implements Connections.Opener {
    @Override
    public int callsEach() {
      return 1;
    }

    @Override
    public ChannelFuture open(Connections.Seat seat) {
      return connect(
          channel ->
              channel
                  .pipeline()
                  .addLast(
                      new HttpResponseDecoder(
                          new HttpDecoderConfig()
                              .setMaxChunkSize(CHUNK_BYTES)
                              .setValidateHeaders(false)),
                      new Http1Connection(channel, seat)));
    }

    @Override
    public Connection connection(Channel channel) {
      return channel.pipeline().get(Http1Connection.class);
    }
  }

  private final class GrpcOpener implements Connections.Opener {
    @Override
    public int callsEach() {
      return GrpcConnection.STREAMS;
    }

    @Override
    public ChannelFuture open(Connections.Seat seat) {
      return connect(
          channel -> {
            var connection = new GrpcConnection(channel, seat);
            channel.pipeline().addLast(connection.handler(), new Watch(connection));
          });
    }

    @Override
    public Connection connection(Channel channel) {
      try {
        return channel.pipeline().get(Watch.class).connection.opened();
      } catch (Http2Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Behind the HTTP/2 handler, which tells it nothing but the end. */
  private static final class Watch extends ChannelInboundHandlerAdapter {
    private final GrpcConnection connection;
    private String reason = "the server closed the connection";

    Watch(GrpcConnection connection) {
      this.connection = connection;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      reason = "the connection broke: " + Errors.text(cause);
      var _ = context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      connection.lost(reason);
    }
  }
}
