package dev.hearth.benchmarks.peers;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * What a load met.
 *
 * @param answered with status 200, within the measured time
 * @param refused with 429, 503 or 504
 * @param failed with any other status, or by a connection that broke
 * @param unanswered due within the measured time, and without an answer long after it
 * @param latencies nanoseconds from when a request was due to its answer
 */
record Seen(
    long answered,
    long refused,
    long failed,
    long unanswered,
    double seconds,
    Histogram latencies) {
  static Seen parse(String line) {
    String[] parts = line.split(" ", -1);
    try {
      return new Seen(
          Long.parseLong(parts[0]),
          Long.parseLong(parts[1]),
          Long.parseLong(parts[2]),
          Long.parseLong(parts[3]),
          Double.parseDouble(parts[4]),
          Histogram.decodeFromCompressedByteBuffer(
              ByteBuffer.wrap(Base64.getDecoder().decode(parts[5])), 0));
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("not what a load has seen: " + line, e);
    }
  }

  String text() {
    ByteBuffer bytes = ByteBuffer.allocate(latencies.getNeededByteBufferCapacity());
    int length = latencies.encodeIntoCompressedByteBuffer(bytes);
    String encoded = Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
    return "%d %d %d %d %s %s".formatted(answered, refused, failed, unanswered, seconds, encoded);
  }
}
