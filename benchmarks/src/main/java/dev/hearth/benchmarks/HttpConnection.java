package dev.hearth.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** As much of an HTTP/1.1 client as a load generator needs: one request at a time, kept alive. */
final class HttpConnection implements Connection {
  private static final int HEAD_LIMIT = 8 << 10;
  private static final int STATUS_AT = "HTTP/1.1 ".length();
  private static final byte[] LENGTH = "\ncontent-length:".getBytes(StandardCharsets.US_ASCII);

  private final SocketChannel channel;

  /** A request is written at once; those with pictures have 200 KB. */
  private static final int SEND_BUFFER = 1 << 20;

  private final byte[] head = new byte[HEAD_LIMIT];
  private int headBytes;
  private boolean inBody;
  private long bodyLeft;
  private long bodyBytes;
  private int status;
  private long since;

  HttpConnection(InetSocketAddress address, Selector selector) throws IOException {
    channel = SocketChannel.open(address);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, this);
  }

  @Override
  public int capacity() {
    return 1;
  }

  @Override
  public void send(byte[] request, long from) throws IOException {
    since = from;
    headBytes = 0;
    inBody = false;
    ByteBuffer bytes = ByteBuffer.wrap(request);
    channel.write(bytes);
    if (bytes.hasRemaining()) {
      throw new IOException("the server does not take a request of " + request.length + " bytes");
    }
  }

  @Override
  public void receive(ByteBuffer buffer, Answers answers) {
    buffer.clear();
    try {
      if (channel.read(buffer) < 0) {
        throw new IOException("the server closed a connection");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    buffer.flip();
    if (!inBody) {
      readHead(buffer);
    }
    bodyLeft -= inBody ? buffer.remaining() : 0;
    if (inBody && bodyLeft <= 0) {
      answers.answered(status, since, bodyBytes);
    }
  }

  private void readHead(ByteBuffer buffer) {
    while (buffer.hasRemaining() && !inBody) {
      if (headBytes == HEAD_LIMIT) {
        throw new IllegalStateException("the head of an answer is too long");
      }
      head[headBytes++] = buffer.get();
      inBody = endsHead();
    }
    if (inBody) {
      status = number(STATUS_AT);
      bodyBytes = number(bodyLengthAt());
      bodyLeft = bodyBytes;
    }
  }

  private boolean endsHead() {
    int end = headBytes;
    return end >= 4 && head[end - 1] == '\n' && head[end - 2] == '\r' && head[end - 3] == '\n';
  }

  private int bodyLengthAt() {
    for (int from = 0; from <= headBytes - LENGTH.length; from++) {
      int same = 0;
      while (same < LENGTH.length
          && Character.toLowerCase((char) head[from + same]) == LENGTH[same]) {
        same++;
      }
      if (same == LENGTH.length) {
        return from + same + (head[from + same] == ' ' ? 1 : 0);
      }
    }
    throw new IllegalStateException(
        "an answer without a length: " + new String(head, 0, headBytes, StandardCharsets.US_ASCII));
  }

  private int number(int from) {
    int number = 0;
    for (int at = from; head[at] >= '0' && head[at] <= '9'; at++) {
      number = 10 * number + head[at] - '0';
    }
    return number;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
