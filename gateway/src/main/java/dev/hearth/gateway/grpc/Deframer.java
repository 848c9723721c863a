package dev.hearth.gateway.grpc;

import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Problem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a call into its messages, each of which comes after a flag and its length. A
 * message that lies within one chunk shares the chunk's memory; any other is copied once. Of what a
 * length announces, only what has come is held. Owned by the event loop.
 */
final class Deframer {
  static final int PREFIX_BYTES = 5;

  /** Where messages go. */
  interface Sink {
    /**
     * A message.
     *
     * @param hold the share of memory it takes, to be released when it is answered
     */
    void message(ByteBuffer data, boolean compressed, Bodies.Hold hold);
  }

  private final Supplier<Bodies.Hold> holds;
  private final Sink sink;
  private final ByteBuffer prefix = ByteBuffer.allocate(PREFIX_BYTES);
  private Bodies.@Nullable Hold hold;
  private Pieces pieces = new Pieces();
  private int size;
  private boolean compressed;

  /**
   * A cut.
   *
   * @param holds the share of memory of each message
   */
  Deframer(Supplier<Bodies.Hold> holds, Sink sink) {
    this.holds = holds;
    this.sink = sink;
  }

  /**
   * Takes what came.
   *
   * @throws Problem if it is no message, or one that is too large or for which there is no memory
   */
  void add(ByteBuffer bytes) {
    do {
      if (hold == null) {
        readPrefix(bytes);
      }
      if (hold != null) {
        readMessage(bytes, hold);
      }
    } while (bytes.hasRemaining());
  }

  /** Whether a message has begun and not ended. */
  boolean inMessage() {
    return hold != null || prefix.position() > 0;
  }

  /** Lets go what is held for a message that will not be read to its end. */
  void release() {
    if (hold != null) {
      hold.release();
      pieces = new Pieces();
    }
  }

  private void readPrefix(ByteBuffer bytes) {
    move(bytes, prefix);
    if (prefix.hasRemaining()) {
      return;
    }
    int flag = prefix.get(0);
    if (flag != 0 && flag != 1) {
      throw Problem.badRequest(
          "a message begins with the byte " + flag + " but must begin with 0, or 1 if compressed");
    }
    compressed = flag == 1;
    Bodies.Hold share = holds.get();
    share.announce(Integer.toUnsignedLong(prefix.getInt(1)));
    size = prefix.getInt(1);
    hold = share;
  }

  private void readMessage(ByteBuffer bytes, Bodies.Hold share) {
    int more = Math.min(bytes.remaining(), size - pieces.length());
    share.take(more);
    ByteBuffer piece = bytes.slice(bytes.position(), more);
    bytes.position(bytes.position() + more);
    if (more == size) {
      emit(piece, share);
      return;
    }
    pieces.add(piece);
    if (pieces.length() == size) {
      ByteBuffer whole = pieces.whole();
      pieces = new Pieces();
      emit(whole, share);
    }
  }

  private void emit(ByteBuffer message, Bodies.Hold share) {
    hold = null;
    prefix.clear();
    sink.message(message.order(ByteOrder.LITTLE_ENDIAN), compressed, share);
  }

  static void move(ByteBuffer from, ByteBuffer to) {
    int count = Math.min(from.remaining(), to.remaining());
    to.put(to.position(), from, from.position(), count);
    to.position(to.position() + count);
    from.position(from.position() + count);
  }
}
