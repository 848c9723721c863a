package dev.hearth.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;

/** Calls one after the other over one connection, each timed. */
final class BlockingCaller implements AutoCloseable {
  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);
  private final Connection connection;
  private long nanos;

  BlockingCaller(Target target) throws IOException {
    connection = target.connect(selector, 1);
  }

  /**
   * Sends a request and reads its answer.
   *
   * @return nanoseconds from before the one to after the other
   * @throws IllegalStateException if it is answered with another status than 200
   */
  long call(byte[] request) throws IOException {
    nanos = -1;
    connection.send(request, System.nanoTime());
    connection.flush();
    while (nanos < 0) {
      selector.select(_ -> connection.receive(buffer, this::answered));
    }
    return nanos;
  }

  private void answered(int status, long since, long bytes) {
    nanos = System.nanoTime() - since;
    if (status != 200) {
      throw new IllegalStateException("a request was answered with status " + status);
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
    selector.close();
  }
}
