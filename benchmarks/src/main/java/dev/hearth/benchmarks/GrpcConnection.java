package dev.hearth.benchmarks;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * As much of a gRPC client as a load generator needs: unary calls, several at once, over HTTP/2
 * without TLS. A request is its two frames, ready but for the number of the stream.
 */
public final class GrpcConnection implements Connection {
  private static final int FRAME_HEAD = 9;
  private static final int BUFFER_BYTES = 1 << 20;
  private static final int WINDOW = Integer.MAX_VALUE;
  private static final int FIRST_WINDOW = 65_535;
  private static final int REPLENISH = 1 << 30;
  private static final byte DATA = 0;
  private static final byte HEADERS = 1;
  private static final byte RESET = 3;
  private static final byte SETTINGS = 4;
  private static final byte PING = 6;
  private static final byte GO_AWAY = 7;
  private static final byte WINDOW_UPDATE = 8;
  private static final byte CONTINUATION = 9;
  private static final int END_STREAM = 1;
  private static final int ACKNOWLEDGED = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final int PRIORITY = 32;
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final SocketChannel channel;
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final DefaultHttp2HeadersDecoder headers = new DefaultHttp2HeadersDecoder(false);
  private final int[] streams;
  private final long[] since;
  private final long[] bytes;
  private int lastStream = -1;
  private long window = FIRST_WINDOW;
  private long consumed;

  /** Connects, for so many calls at once. */
  public GrpcConnection(InetSocketAddress address, Selector selector, int capacity)
      throws IOException {
    streams = new int[capacity];
    since = new long[capacity];
    bytes = new long[capacity];
    channel = SocketChannel.open(address);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
    out.put(PREFACE);
    frame(SETTINGS, 0, 0, 12);
    out.putShort((short) 2).putInt(0);
    out.putShort((short) 4).putInt(WINDOW);
    frame(WINDOW_UPDATE, 0, 0, 4);
    out.putInt(WINDOW - FIRST_WINDOW);
    flush();
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, this);
  }

  /**
   * The frames of a call.
   *
   * @param path such as {@code /package.Service/Method}
   * @param message the request, encoded
   */
  static byte[] call(String path, byte[] message) {
    ByteBuffer block = ByteBuffer.allocate(512);
    block.put((byte) 0x83).put((byte) 0x86);
    literal(block, 4, path);
    literal(block, 1, "localhost");
    literal(block, 31, "application/grpc");
    block.put((byte) 0).put((byte) 2).put(ascii("te")).put((byte) 8).put(ascii("trailers"));
    block.flip();
    int data = 5 + message.length;
    if (data > 16_384) {
      throw new IllegalArgumentException("a message of " + message.length + " bytes is too long");
    }
    ByteBuffer frames = ByteBuffer.allocate(2 * FRAME_HEAD + block.remaining() + data);
    head(frames, HEADERS, END_HEADERS, 0, block.remaining()).put(block);
    head(frames, DATA, END_STREAM, 0, data).put((byte) 0).putInt(message.length).put(message);
    return frames.array();
  }

  /** A field that is not to be remembered, so that the same bytes serve for every call. */
  private static void literal(ByteBuffer block, int name, String value) {
    if (name < 15) {
      block.put((byte) name);
    } else {
      block.put((byte) 15).put((byte) (name - 15));
    }
    block.put((byte) value.length()).put(ascii(value));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static ByteBuffer head(ByteBuffer target, byte type, int flags, int stream, int length) {
    return target.putInt((length << 8) | type).put((byte) flags).putInt(stream);
  }

  private void frame(byte type, int flags, int stream, int length) {
    head(out, type, flags, stream, length);
  }

  @Override
  public int capacity() {
    return streams.length;
  }

  @Override
  public void send(byte[] request, long from) throws IOException {
    int slot = slot(0);
    lastStream += 2;
    streams[slot] = lastStream;
    since[slot] = from;
    bytes[slot] = 0;
    int start = out.position();
    out.put(request);
    int headersLength = out.getInt(start) >>> 8;
    out.putInt(start + 5, lastStream);
    out.putInt(start + FRAME_HEAD + headersLength + 5, lastStream);
    window -= request.length - 2 * FRAME_HEAD - headersLength;
    if (window < 0) {
      throw new IOException("the server's window is too small for so many requests at once");
    }
  }

  @Override
  public void flush() throws IOException {
    out.flip();
    channel.write(out);
    if (out.hasRemaining()) {
      throw new IOException("the server does not take the requests");
    }
    out.clear();
  }

  private int slot(int stream) {
    for (int slot = 0; slot < streams.length; slot++) {
      if (streams[slot] == stream) {
        return slot;
      }
    }
    throw new IllegalStateException("stream " + stream + " is unknown");
  }

  @Override
  public void receive(ByteBuffer buffer, Answers answers) {
    try {
      if (channel.read(in) < 0) {
        throw new IOException("the server closed a connection");
      }
      in.flip();
      while (in.remaining() >= FRAME_HEAD
          && in.remaining() >= FRAME_HEAD + (in.getInt(in.position()) >>> 8)) {
        take(answers);
      }
      in.compact();
      if (out.position() > 0) {
        flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void take(Answers answers) throws IOException {
    int first = in.getInt();
    int length = first >>> 8;
    int flags = in.get();
    int stream = in.getInt();
    int end = in.position() + length;
    switch ((byte) first) {
      case DATA -> data(stream, flags, length, answers);
      case HEADERS -> headers(stream, flags, length, answers);
      case RESET -> reset(stream, answers);
      case SETTINGS -> {
        if ((flags & ACKNOWLEDGED) == 0) {
          frame(SETTINGS, ACKNOWLEDGED, 0, 0);
        }
      }
      case PING -> {
        if ((flags & ACKNOWLEDGED) == 0) {
          frame(PING, ACKNOWLEDGED, 0, 8);
          out.putLong(in.getLong());
        }
      }
      case WINDOW_UPDATE -> window += stream == 0 ? in.getInt() : 0;
      case GO_AWAY, CONTINUATION -> throw new IOException("the server sent a frame of " + first);
      default -> {}
    }
    in.position(end);
  }

  /** A stream that was answered already may be reset by a server that has read no more of it. */
  private void reset(int stream, Answers answers) {
    for (int slot = 0; slot < streams.length; slot++) {
      if (streams[slot] == stream) {
        answered(slot, 500, answers);
      }
    }
  }

  private void data(int stream, int flags, int length, Answers answers) {
    int slot = slot(stream);
    bytes[slot] += length;
    consumed += length;
    if (consumed > REPLENISH) {
      frame(WINDOW_UPDATE, 0, 0, 4);
      out.putInt((int) consumed);
      consumed = 0;
    }
    if ((flags & END_STREAM) != 0) {
      answered(slot, 500, answers);
    }
  }

  private void headers(int stream, int flags, int length, Answers answers) throws IOException {
    if ((flags & END_HEADERS) == 0 || (flags & PADDED) != 0) {
      throw new IOException("an answer has headers in several frames, or padded ones");
    }
    int skipped = (flags & PRIORITY) == 0 ? 0 : 5;
    ByteBuffer block = in.slice(in.position() + skipped, length - skipped);
    Http2Headers fields;
    try {
      fields = headers.decodeHeaders(stream, Unpooled.wrappedBuffer(block));
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
    if ((flags & END_STREAM) != 0) {
      CharSequence status = fields.get("grpc-status");
      answered(slot(stream), status(status), answers);
    }
  }

  /** HTTP's status for that of gRPC. */
  private static int status(CharSequence grpc) {
    return switch (String.valueOf(grpc)) {
      case "0" -> 200;
      case "4" -> 504;
      case "8" -> 429;
      case "14" -> 503;
      default -> 500;
    };
  }

  private void answered(int slot, int status, Answers answers) {
    streams[slot] = 0;
    answers.answered(status, since[slot], bytes[slot]);
  }

  @Override
  public void close() throws IOException {
    Arrays.fill(streams, 0);
    channel.close();
  }
}
