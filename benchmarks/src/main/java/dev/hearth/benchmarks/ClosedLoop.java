package dev.hearth.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Connections that each send a request, read its answer and send the next, all on one thread with
 * one buffer: a generator shares the processors with what it measures, so it must cost little.
 * Answers are counted and timed, their bodies dropped.
 */
final class ClosedLoop implements AutoCloseable {
  private static final long HIGHEST_NANOS = 60_000_000_000L;

  private final Selector selector = Selector.open();
  private final List<HttpConnection> connections = new ArrayList<>();
  private final ArrayDeque<HttpConnection> idle = new ArrayDeque<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);
  private final Histogram latencies = new Histogram(HIGHEST_NANOS, 3);
  private final List<byte[]> requests;
  private final double nanosBetween;
  private double due = System.nanoTime();
  private int next;
  private long answered;
  private long failed;
  private long bytes;

  /**
   * Connects.
   *
   * @param perSecond requests a second of all connections, 0 for as many as are answered
   */
  ClosedLoop(InetSocketAddress address, List<byte[]> requests, int concurrency, double perSecond)
      throws IOException {
    this.requests = requests;
    nanosBetween = perSecond == 0 ? 0 : 1e9 / perSecond;
    for (int i = 0; i < concurrency; i++) {
      connections.add(new HttpConnection(address, selector));
    }
    idle.addAll(connections);
  }

  /** Goes on for a while, and says what was answered meanwhile. */
  LoadWindow run(double seconds) throws IOException {
    answered = 0;
    failed = 0;
    bytes = 0;
    latencies.reset();
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    long now = start;
    while (now < end) {
      send(now);
      selector.select(this::receive, waitMillis(now, end));
      now = System.nanoTime();
    }
    return new LoadWindow(
        answered,
        failed,
        (now - start) / 1e9,
        latencies.getValueAtPercentile(50),
        latencies.getValueAtPercentile(99),
        bytes);
  }

  private void send(long now) throws IOException {
    while (!idle.isEmpty() && due <= now) {
      idle.remove().send(requests.get(next), now);
      next = (next + 1) % requests.size();
      due += nanosBetween;
    }
    if (nanosBetween == 0) {
      due = now;
    }
  }

  private long waitMillis(long now, long end) {
    double until = idle.isEmpty() ? (double) end : Math.min((double) end, due);
    return Math.max(1, (long) ((until - (double) now) / 1e6));
  }

  private void receive(SelectionKey key) {
    var connection = (HttpConnection) key.attachment();
    if (connection.receive(buffer)) {
      latencies.recordValue(Math.min(HIGHEST_NANOS, System.nanoTime() - connection.sentAt()));
      answered += connection.status() == 200 ? 1 : 0;
      failed += connection.status() == 200 ? 0 : 1;
      bytes += connection.bodyBytes();
      idle.add(connection);
    }
  }

  @Override
  public void close() throws IOException {
    for (HttpConnection connection : connections) {
      connection.close();
    }
    selector.close();
  }
}
