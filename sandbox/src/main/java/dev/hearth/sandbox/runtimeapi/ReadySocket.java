package dev.hearth.sandbox.runtimeapi;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.function.Consumer;

/** Serves sockets that somebody else opened, as those in the network of a sandbox. */
public final class ReadySocket {
  private ReadySocket() {}

  /**
   * Serves one.
   *
   * @param listening bound and listening
   * @param accept gets each connection, on the loop, and fills its pipeline
   * @return what to close
   */
  public static Channel serve(
      EventLoop loop, ServerSocketChannel listening, Consumer<SocketChannel> accept) {
    return new ServerBootstrap()
        .group(loop, loop)
        .channelFactory(() -> new NioServerSocketChannel(listening))
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                accept.accept(channel);
              }
            })
        .register()
        .channel();
  }
}
