package dev.hearth.gateway.grpc;

import dev.hearth.gateway.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPInputStream;

/** Expands messages, never beyond the size they announce in their last four bytes. */
final class Gzip {
  private static final int LEAST_BYTES = 18;

  private Gzip() {}

  /**
   * The size a compressed message says it has.
   *
   * @throws Problem with status 400 if it is too short to say so
   */
  static long expandedSize(ByteBuffer compressed) {
    if (compressed.remaining() < LEAST_BYTES) {
      throw broken("it has only " + compressed.remaining() + " bytes");
    }
    ByteBuffer data = compressed.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    return Integer.toUnsignedLong(data.getInt(data.limit() - Integer.BYTES));
  }

  /**
   * The message.
   *
   * @param size what {@link #expandedSize} told, within what the caller may send
   * @throws Problem with status 400 if that is not its size, or it is not compressed with gzip
   */
  static ByteBuffer expand(ByteBuffer compressed, int size) {
    var bytes = new byte[compressed.remaining()];
    compressed.duplicate().get(bytes);
    var expanded = new byte[size];
    try (InputStream stream = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      if (stream.readNBytes(expanded, 0, size) < size || stream.read() >= 0) {
        throw broken("it does not expand to the " + size + " bytes it announces");
      }
    } catch (IOException e) {
      throw broken(String.valueOf(e.getMessage()));
    }
    return ByteBuffer.wrap(expanded);
  }

  private static Problem broken(String why) {
    return Problem.badRequest("a message is not compressed with gzip as it should be: " + why);
  }
}
