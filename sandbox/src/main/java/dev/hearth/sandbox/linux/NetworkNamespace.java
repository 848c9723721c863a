package dev.hearth.sandbox.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;

/**
 * A network of its own that reaches nothing but its own loopback. The node listens inside it with a
 * socket that was opened there: a socket stays in the network it was made in, whichever thread uses
 * it later.
 */
public final class NetworkNamespace implements AutoCloseable {
  private static final long CLONE_NEWNET = 0x40000000;
  private static final long AF_INET = 2;
  private static final long SOCK_DGRAM = 2;
  private static final long SIOCSIFFLAGS = 0x8914;
  private static final short IFF_UP_RUNNING = 0x41;
  private static final int BACKLOG = 64;
  private static final int PORTS = 16;

  private final Descriptor descriptor;

  private NetworkNamespace(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * A new one, with its loopback up.
   *
   * @throws IOException if this process may not make one
   */
  public static NetworkNamespace create() throws IOException {
    return OwnThread.run(
        "network-namespace",
        () -> {
          Syscalls.call("unshare", Syscalls.UNSHARE, CLONE_NEWNET);
          loopbackUp();
          return new NetworkNamespace(Syscalls.open("/proc/thread-self/ns/net", 0));
        });
  }

  private static void loopbackUp() throws IOException {
    try (Arena arena = Arena.ofConfined();
        var socket =
            new Descriptor(
                (int) Syscalls.call("socket", Syscalls.SOCKET, AF_INET, SOCK_DGRAM, 0))) {
      MemorySegment request = arena.allocate(40);
      request.setString(0, "lo");
      request.set(ValueLayout.JAVA_SHORT, 16, IFF_UP_RUNNING);
      Syscalls.call(
          "ioctl SIOCSIFFLAGS", Syscalls.IOCTL, socket.number(), SIOCSIFFLAGS, request.address());
    }
  }

  /**
   * A socket listening at 127.0.0.1 inside it.
   *
   * @param port the first to try: a socket of the sandbox before may not be closed yet, since a
   *     selector lets go of it a turn later
   */
  public ServerSocketChannel listen(int port) throws IOException {
    return OwnThread.run(
        "network-namespace",
        () -> {
          Syscalls.call("setns", Syscalls.SETNS, descriptor.number(), CLONE_NEWNET);
          var channel = ServerSocketChannel.open(StandardProtocolFamily.INET);
          try {
            return bind(channel, port);
          } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
          }
        });
  }

  private static ServerSocketChannel bind(ServerSocketChannel channel, int port)
      throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    for (int i = 0; i < PORTS - 1; i++) {
      try {
        return channel.bind(new InetSocketAddress(loopback, port + i), BACKLOG);
      } catch (BindException e) {
        // the next one
      }
    }
    return channel.bind(new InetSocketAddress(loopback, port + PORTS - 1), BACKLOG);
  }

  /** By which a container can be told to join it. */
  public String path() {
    return descriptor.path();
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
