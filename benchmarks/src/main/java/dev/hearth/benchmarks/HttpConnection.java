package dev.hearth.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of an HTTP/1.1 client as a load generator needs: one request at a time, kept alive. */
final class HttpConnection implements AutoCloseable {
  private static final int HEAD_LIMIT = 8 << 10;
  private static final String HEAD_END = "\r\n\r\n";
  private static final Pattern HEAD =
      Pattern.compile(
          "HTTP/1.1 (\\d{3}).*?\r\ncontent-length: *(\\d+)\r\n.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final SocketChannel channel;
  private final StringBuilder head = new StringBuilder();
  private boolean inBody;
  private long bodyLeft;
  private long bodyBytes;
  private int status;
  private long sentAt;

  HttpConnection(InetSocketAddress address, Selector selector) throws IOException {
    channel = SocketChannel.open(address);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, this);
  }

  void send(byte[] request, long now) throws IOException {
    sentAt = now;
    head.setLength(0);
    inBody = false;
    ByteBuffer bytes = ByteBuffer.wrap(request);
    channel.write(bytes);
    if (bytes.hasRemaining()) {
      throw new IOException("the node does not take a request of " + request.length + " bytes");
    }
  }

  /** Reads what is there; whether the answer is whole now. */
  boolean receive(ByteBuffer buffer) {
    buffer.clear();
    try {
      if (channel.read(buffer) < 0) {
        throw new IOException("the node closed a connection");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    buffer.flip();
    if (!inBody) {
      readHead(buffer);
    }
    bodyLeft -= inBody ? buffer.remaining() : 0;
    return inBody && bodyLeft <= 0;
  }

  private void readHead(ByteBuffer buffer) {
    while (buffer.hasRemaining() && !inBody) {
      head.append((char) buffer.get());
      inBody = head.length() >= 4 && head.indexOf(HEAD_END, head.length() - 4) >= 0;
      if (head.length() > HEAD_LIMIT) {
        throw new IllegalStateException("the head of an answer is too long");
      }
    }
    if (inBody) {
      Matcher matcher = HEAD.matcher(head);
      if (!matcher.matches()) {
        throw new IllegalStateException("an answer without a length: " + head);
      }
      status = Integer.parseInt(matcher.group(1));
      bodyBytes = Long.parseLong(matcher.group(2));
      bodyLeft = bodyBytes;
    }
  }

  int status() {
    return status;
  }

  long bodyBytes() {
    return bodyBytes;
  }

  long sentAt() {
    return sentAt;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
