package dev.hearth.sandbox.zygote;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The other side of a {@link Wire}. */
final class Zygotic implements AutoCloseable {
  private final Path directory;
  private final Path path;
  final Wire wire;

  Zygotic() throws IOException {
    directory = Files.createTempDirectory("hearth-wire");
    path = directory.resolve("node");
    wire = new Wire(path);
  }

  /** Connects and shows a token that is expected. */
  SocketChannel connect(String token, Receiver receiver) throws IOException {
    wire.expect(token, receiver);
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
    channel.write(frame(Frame.HELLO.number(), token.getBytes(UTF_8)));
    return channel;
  }

  /** Connects, shows a token that is expected, and sends bytes in pieces; then it is gone. */
  void send(String token, Receiver receiver, byte[] bytes, int piece) throws IOException {
    try (SocketChannel channel = connect(token, receiver)) {
      for (int at = 0; at < bytes.length; at += piece) {
        channel.write(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
      }
    } catch (IOException e) {
      // The wire may end a connection before all was sent, which is one of its answers.
      if (!String.valueOf(e.getMessage()).matches(".*([Bb]roken pipe|reset|closed).*")) {
        throw e;
      }
    }
  }

  static ByteBuffer frame(byte kind, byte[] body) {
    return ByteBuffer.allocate(Frame.HEADER_BYTES + body.length)
        .putInt(body.length)
        .put(kind)
        .putLong(7)
        .put(body)
        .flip();
  }

  @Override
  public void close() throws IOException {
    wire.close();
    Files.deleteIfExists(directory);
  }
}
