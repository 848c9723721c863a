package dev.hearth.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * The cheapest server there can be: for every {@link #REQUEST_BYTES} bytes it reads it writes the
 * same answer, of the size of an embedding, and looks at nothing. Prints its port; ends with its
 * input.
 */
final class NoOpServer {
  static final int REQUEST_BYTES = 900;
  private static final int ANSWER_BYTES = 1_700;
  private static final int BUFFER_BYTES = 64 << 10;

  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final ByteBuffer answer;

  private NoOpServer() {
    byte[] head =
        ("HTTP/1.1 200 OK\r\ncontent-length: " + ANSWER_BYTES + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    answer = ByteBuffer.allocateDirect(head.length + ANSWER_BYTES).put(0, head);
  }

  static byte[] request() {
    return new byte[REQUEST_BYTES];
  }

  /** How much of a request a connection has still to read. */
  private static final class Unread {
    private int bytes = REQUEST_BYTES;
  }

  public static void main(String[] arguments) throws Exception {
    try (var selector = Selector.open();
        var listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      listener.configureBlocking(false);
      listener.register(selector, SelectionKey.OP_ACCEPT);
      System.out.println(((InetSocketAddress) listener.getLocalAddress()).getPort());
      Thread.ofPlatform().daemon(true).start(NoOpServer::endWithInput);
      var server = new NoOpServer();
      while (true) {
        selector.select(server::serve);
      }
    }
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException _) {
      System.exit(1);
    }
    System.exit(0);
  }

  private void serve(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        SocketChannel accepted = ((ServerSocketChannel) key.channel()).accept();
        accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
        accepted.configureBlocking(false);
        accepted.register(key.selector(), SelectionKey.OP_READ, new Unread());
      } else {
        answer((SocketChannel) key.channel(), (Unread) key.attachment());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(SocketChannel channel, Unread unread) throws IOException {
    in.clear();
    int read = channel.read(in);
    if (read < 0) {
      channel.close();
      return;
    }
    unread.bytes -= read;
    while (unread.bytes <= 0) {
      unread.bytes += REQUEST_BYTES;
      channel.write(answer.rewind());
    }
  }
}
