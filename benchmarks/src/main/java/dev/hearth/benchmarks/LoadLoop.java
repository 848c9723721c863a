package dev.hearth.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.HdrHistogram.Histogram;

/**
 * Load on one thread with one buffer: a generator shares the processors with what it measures, so
 * it must cost little. Answers are counted and timed, their bodies dropped. A latency counts from
 * when the request was due, so that a generator or a server that lags hides nothing.
 */
final class LoadLoop implements AutoCloseable {
  private static final long HIGHEST_NANOS = 60_000_000_000L;
  private static final long SEED = 7;

  private final Selector selector = Selector.open();
  private final List<Connection> connections = new ArrayList<>();
  private final ArrayDeque<Connection> free = new ArrayDeque<>();
  private final Set<Connection> written = new LinkedHashSet<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);
  private final Histogram answers = new Histogram(HIGHEST_NANOS, 3);
  private final Histogram refusals = new Histogram(HIGHEST_NANOS, 3);
  private final Random random = new Random(SEED);
  private final LoadPlan plan;
  private final List<byte[]> requests;
  private double due = System.nanoTime();
  private int next;
  private long within;
  private long failed;
  private long bytes;

  /** Connects. */
  LoadLoop(LoadPlan plan, List<byte[]> requests) throws IOException {
    this.plan = plan;
    this.requests = requests;
    int carried = 0;
    while (carried < plan.concurrency()) {
      Connection connection = plan.target().connect(selector, plan.concurrency() - carried);
      connections.add(connection);
      carried += connection.capacity();
      for (int i = 0; i < connection.capacity(); i++) {
        free.add(connection);
      }
    }
  }

  /** Goes on for a while, and says what was answered meanwhile. */
  LoadWindow run(double seconds) throws IOException {
    within = 0;
    failed = 0;
    bytes = 0;
    answers.reset();
    refusals.reset();
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    long now = start;
    while (now < end) {
      send(now);
      selector.select(this::receive, waitMillis(now, end));
      now = System.nanoTime();
    }
    return new LoadWindow(
        answers.getTotalCount(),
        refusals.getTotalCount(),
        failed,
        within,
        (now - start) / 1e9,
        answers.getValueAtPercentile(50),
        answers.getValueAtPercentile(99),
        refusals.getValueAtPercentile(50),
        refusals.getValueAtPercentile(99),
        bytes);
  }

  private void send(long now) throws IOException {
    boolean closed = plan.arrivals() == LoadPlan.Arrivals.CLOSED;
    while (!free.isEmpty() && (closed || due <= now)) {
      Connection connection = free.remove();
      connection.send(requests.get(next), closed ? now : (long) due);
      written.add(connection);
      next = (next + 1) % requests.size();
      due += plan.arrivals().nanosBetween(plan.perSecond(), random);
    }
    for (Connection connection : written) {
      connection.flush();
    }
    written.clear();
  }

  private long waitMillis(long now, long end) {
    double until = free.isEmpty() ? (double) end : Math.min((double) end, due);
    if (plan.arrivals() == LoadPlan.Arrivals.CLOSED) {
      until = end;
    }
    return Math.max(1, (long) ((until - (double) now) / 1e6));
  }

  private void receive(SelectionKey key) {
    var connection = (Connection) key.attachment();
    connection.receive(
        buffer,
        (status, since, body) -> {
          answered(status, Math.min(HIGHEST_NANOS, System.nanoTime() - since));
          bytes += body;
          free.add(connection);
        });
  }

  private void answered(int status, long nanos) {
    switch (status) {
      case 200 -> {
        answers.recordValue(nanos);
        within += nanos <= plan.objectiveNanos() ? 1 : 0;
      }
      case 429, 503, 504 -> refusals.recordValue(nanos);
      default -> failed++;
    }
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : connections) {
      connection.close();
    }
    selector.close();
  }
}
