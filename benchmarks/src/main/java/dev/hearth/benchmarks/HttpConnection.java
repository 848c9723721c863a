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

/**
 * As much of an HTTP/1.1 client as a load generator needs: one request at a time, kept alive. A
 * connection that the server closes between two requests is opened again with the next one.
 */
public final class HttpConnection implements Connection {
  private static final int HEAD_LIMIT = 8 << 10;
  private static final int STATUS_AT = "HTTP/1.1 ".length();
  private static final byte[] LENGTH = ascii("\ncontent-length:");
  private static final byte[] CHUNKED = ascii("\ntransfer-encoding: chunked");
  private static final byte[] CLOSE = ascii("\nconnection: close");

  /** A request is written at once; those with pictures have 200 KB. */
  private static final int SEND_BUFFER = 1 << 20;

  private final InetSocketAddress address;
  private final Selector selector;
  private final byte[] head = new byte[HEAD_LIMIT];
  private final Chunks chunks = new Chunks();
  private SocketChannel channel;
  private int headBytes;
  private boolean waiting;
  private boolean inBody;
  private boolean chunked;
  private long bodyLeft;
  private long bodyBytes;
  private int status;
  private long since;

  /** Connects. */
  public HttpConnection(InetSocketAddress address, Selector selector) throws IOException {
    this.address = address;
    this.selector = selector;
    channel = open();
  }

  private SocketChannel open() throws IOException {
    SocketChannel opened = SocketChannel.open(address);
    opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
    opened.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
    opened.configureBlocking(false);
    opened.register(selector, SelectionKey.OP_READ, this);
    return opened;
  }

  @Override
  public int capacity() {
    return 1;
  }

  @Override
  public void send(byte[] request, long from) throws IOException {
    if (!channel.isOpen()) {
      channel = open();
    }
    since = from;
    headBytes = 0;
    waiting = true;
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
    if (!read(buffer)) {
      if (waiting) {
        waiting = false;
        answers.answered(0, since, 0);
      }
      return;
    }
    buffer.flip();
    if (!inBody) {
      readHead(buffer);
    }
    if (inBody && isWhole(buffer)) {
      waiting = false;
      inBody = false;
      if (at(CLOSE) >= 0) {
        shut();
      }
      answers.answered(status, since, bodyBytes);
    }
  }

  /** Whether there was anything to read; false once the server has gone. */
  private boolean read(ByteBuffer buffer) {
    try {
      if (channel.read(buffer) >= 0) {
        return true;
      }
    } catch (IOException _) {
      // As one that was closed in order: what it leaves unanswered is counted.
      shut();
      return false;
    }
    shut();
    return false;
  }

  private void shut() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isWhole(ByteBuffer buffer) {
    if (chunked) {
      bodyBytes += buffer.remaining();
      return chunks.end(buffer);
    }
    bodyLeft -= buffer.remaining();
    return bodyLeft <= 0;
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
      chunked = at(CHUNKED) >= 0;
      bodyBytes = chunked ? 0 : number(bodyLengthAt());
      bodyLeft = bodyBytes;
      chunks.begin();
    }
  }

  private boolean endsHead() {
    int end = headBytes;
    return end >= 4 && head[end - 1] == '\n' && head[end - 2] == '\r' && head[end - 3] == '\n';
  }

  private int bodyLengthAt() {
    int at = at(LENGTH);
    if (at < 0) {
      throw new IllegalStateException(
          "an answer without a length: "
              + new String(head, 0, headBytes, StandardCharsets.US_ASCII));
    }
    int from = at + LENGTH.length;
    return from + (head[from] == ' ' ? 1 : 0);
  }

  /** Where in the head that stands, given in small letters; negative if it does not. */
  private int at(byte[] wanted) {
    for (int from = 0; from <= headBytes - wanted.length; from++) {
      int same = 0;
      while (same < wanted.length
          && Character.toLowerCase((char) head[from + same]) == wanted[same]) {
        same++;
      }
      if (same == wanted.length) {
        return from;
      }
    }
    return -1;
  }

  private int number(int from) {
    int number = 0;
    for (int at = from; head[at] >= '0' && head[at] <= '9'; at++) {
      number = 10 * number + head[at] - '0';
    }
    return number;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
