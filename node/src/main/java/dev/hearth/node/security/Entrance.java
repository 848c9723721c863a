package dev.hearth.node.security;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.transport.Transport;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shows a server's connections as they come. Vert.x shows an unencrypted one only with the headers
 * of its first request, which is too late to bound them. So its transport, which makes the sockets,
 * is wrapped: each new connection is led past a guard, on the thread that accepts.
 */
public final class Entrance {
  private final Transport transport;
  private volatile Consumer<Channel> guard = _ -> {};

  /** An entrance by the system's own sockets if they are wanted and there, else by Java's. */
  public Entrance(boolean preferNative) {
    Transport own = preferNative ? Transport.nativeTransport() : null;
    transport = own != null && own.available() ? own : Transport.NIO;
  }

  /** What the sockets are of, such as {@code epoll}. */
  public String transport() {
    return transport.name();
  }

  /** A Vert.x whose servers are entered here. */
  public Vertx open(VertxOptions options) {
    return Vertx.builder().with(options).withTransport(new Wrapped()).build();
  }

  /** Who sees each new connection from now on. */
  void lead(Consumer<Channel> to) {
    guard = to;
  }

  private final class Past extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof Channel connection) {
        guard.accept(connection);
      }
      context.fireChannelRead(message);
    }
  }

  private final class Wrapped implements Transport {
    @Override
    public String name() {
      return transport.name();
    }

    @Override
    public boolean available() {
      return transport.available();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
      return transport.unavailabilityCause();
    }

    @Override
    public io.vertx.core.spi.transport.Transport implementation() {
      return new Sockets(transport.implementation());
    }
  }

  /** The transport itself, but that its servers are given one handler more. */
  private final class Sockets implements io.vertx.core.spi.transport.Transport {
    private final io.vertx.core.spi.transport.Transport own;

    Sockets(io.vertx.core.spi.transport.Transport own) {
      this.own = own;
    }

    @Override
    public void configure(NetServerOptions options, boolean domain, ServerBootstrap bootstrap) {
      own.configure(options, domain, bootstrap);
      bootstrap.handler(new Past());
    }

    @Override
    public void configure(
        ClientOptionsBase options, int timeoutMillis, boolean domain, Bootstrap bootstrap) {
      own.configure(options, timeoutMillis, domain, bootstrap);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
      own.configure(channel, options);
    }

    @Override
    public boolean supportsDomainSockets() {
      return own.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
      return own.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
      return own.isAvailable();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
      return own.unavailabilityCause();
    }

    @Override
    public java.net.SocketAddress convert(SocketAddress address) {
      return own.convert(address);
    }

    @Override
    public SocketAddress convert(java.net.SocketAddress address) {
      return own.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
      return own.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int count, ThreadFactory threads, int ioRatio) {
      return own.eventLoopGroup(type, count, threads, ioRatio);
    }

    @Override
    public DatagramChannel datagramChannel() {
      return own.datagramChannel();
    }

    @Override
    @SuppressWarnings("deprecation")
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
      return own.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domain) {
      return own.channelFactory(domain);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domain) {
      return own.serverChannelFactory(domain);
    }
  }
}
