package dev.hearth.sandbox.zygote;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link Wire}. Sent to from any thread, read on the thread of the wire. */
final class Link implements AutoCloseable {
  private static final long MAX_WAITING_BYTES = 64L << 20;

  private static final int SHARED = 0x80;
  private static final int SHARED_FROM_BYTES = 64 << 10;

  private final Wire wire;
  private final SocketChannel channel;
  private final ByteBuffer header = ByteBuffer.allocate(Frame.HEADER_BYTES);
  private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
  private @Nullable SelectionKey key;
  private @Nullable Receiver receiver;
  private @Nullable ByteBuffer body;
  private byte[] bytes = {};
  private volatile @Nullable Region region;
  private int maxBody = 256;
  private long waitingBytes;

  Link(Wire wire, SocketChannel channel) {
    this.wire = wire;
    this.channel = channel;
  }

  /**
   * Large payloads go through this memory from now on. There is never more than one each way: of a
   * call that the other side waits for, or of an answer that this side does.
   */
  void share(Region shared) {
    region = shared;
  }

  void registered(SelectionKey registered) {
    key = registered;
  }

  /** The largest body the other side may send; more ends the connection. */
  void allow(int maxBodyBytes) {
    maxBody = maxBodyBytes;
  }

  /**
   * Sends a frame, now or as soon as the other side reads; a connection that is gone takes none.
   */
  void send(Frame kind, long call, byte[]... parts) {
    byte number = kind.number();
    Region shared = region;
    int last = parts.length - 1;
    if (shared != null
        && last >= 0
        && parts[last].length >= SHARED_FROM_BYTES
        && parts[last].length <= Region.HALF_BYTES) {
      shared.put(parts[last]);
      parts[last] = ByteBuffer.allocate(4).putInt(parts[last].length).array();
      number = (byte) (number | SHARED);
    }
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    var buffers = new ByteBuffer[parts.length + 1];
    buffers[0] = ByteBuffer.allocate(Frame.HEADER_BYTES);
    buffers[0].putInt(length).put(number).putLong(call).flip();
    for (int i = 0; i < parts.length; i++) {
      buffers[i + 1] = ByteBuffer.wrap(parts[i]);
    }
    try {
      write(buffers);
    } catch (IOException e) {
      wire.later(this::gone);
    }
  }

  private synchronized void write(ByteBuffer[] buffers) throws IOException {
    if (waiting.isEmpty()) {
      channel.write(buffers);
    }
    for (ByteBuffer buffer : buffers) {
      if (buffer.hasRemaining()) {
        waiting.add(buffer);
        waitingBytes += buffer.remaining();
      }
    }
    if (waitingBytes > MAX_WAITING_BYTES) {
      throw new IOException("the other side does not read");
    }
    if (!waiting.isEmpty() && key != null) {
      SelectionKey registered = key;
      wire.later(() -> wantWrite(registered));
    }
  }

  private static void wantWrite(SelectionKey key) {
    if (key.isValid()) {
      key.interestOpsOr(SelectionKey.OP_WRITE);
    }
  }

  /** Sends what waits. */
  synchronized void writable(SelectionKey registered) throws IOException {
    while (!waiting.isEmpty()) {
      ByteBuffer next = waiting.getFirst();
      waitingBytes -= channel.write(next);
      if (next.hasRemaining()) {
        return;
      }
      waiting.removeFirst();
    }
    registered.interestOps(SelectionKey.OP_READ);
  }

  /** Reads what has come, until nothing more is there or the share of one turn is used. */
  void readable(ByteBuffer scratch) throws IOException {
    for (int turn = 0; turn < 16; turn++) {
      ByteBuffer whole = body;
      ByteBuffer into = whole == null ? scratch.clear() : whole;
      int count = channel.read(into);
      if (count < 0) {
        gone();
        return;
      }
      if (whole == null) {
        take(scratch.flip());
      } else {
        completed(whole);
      }
      if (count == 0 || !channel.isOpen()) {
        return;
      }
    }
  }

  private void take(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (receiver != null && receiver.raw()) {
        receiver.received(bytes);
        bytes.position(bytes.limit());
      } else if (body != null) {
        ByteBuffer whole = body;
        copy(bytes, whole);
        completed(whole);
      } else {
        copy(bytes, header);
        if (!header.hasRemaining()) {
          begin();
        }
      }
    }
  }

  private static void copy(ByteBuffer from, ByteBuffer into) {
    int count = Math.min(from.remaining(), into.remaining());
    into.put(into.position(), from, from.position(), count);
    into.position(into.position() + count);
    from.position(from.position() + count);
  }

  private void begin() throws IOException {
    int length = header.getInt(0);
    if (length < 0 || length > maxBody) {
      throw new IOException("a frame of " + length + " bytes");
    }
    bytes = new byte[length];
    ByteBuffer whole = ByteBuffer.wrap(bytes);
    body = whole;
    completed(whole);
  }

  private void completed(ByteBuffer whole) throws IOException {
    if (whole.hasRemaining()) {
      return;
    }
    body = null;
    byte number = header.get(4);
    Frame kind = frame((byte) (number & ~SHARED));
    long call = header.getLong(5);
    header.clear();
    if ((number & SHARED) != 0) {
      fetch();
    }
    if (receiver == null) {
      greeted(kind, bytes);
    } else {
      receiver.received(this, kind, call, bytes);
    }
  }

  private void fetch() throws IOException {
    Region shared = region;
    if (shared == null || bytes.length < 4) {
      throw new IOException("there is no shared memory");
    }
    int before = bytes.length - 4;
    bytes = shared.get(bytes, before, ByteBuffer.wrap(bytes).getInt(before));
  }

  private static Frame frame(byte kind) throws IOException {
    try {
      return Frame.of(kind);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void greeted(Frame kind, byte[] token) throws IOException {
    Receiver expected = kind == Frame.HELLO ? wire.expected(token) : null;
    if (expected == null) {
      throw new IOException("a connection nobody expected");
    }
    receiver = expected;
    expected.opened(this);
  }

  /** Forgets half a frame, whose sender is gone. */
  void reset() {
    header.clear();
    body = null;
  }

  /** Ends the connection and tells who listens. */
  void gone() {
    boolean open = channel.isOpen();
    close();
    if (open && receiver != null) {
      receiver.closed();
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
