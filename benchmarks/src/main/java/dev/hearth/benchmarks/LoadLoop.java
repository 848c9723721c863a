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
public final class LoadLoop implements AutoCloseable {
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
  private final Load load;
  private final List<byte[]> requests;
  private double due;
  private final int capacity;
  private int next;
  private long within;
  private long failed;
  private long bytes;

  LoadLoop(LoadPlan plan, List<byte[]> requests) throws IOException {
    this(plan.load(), plan.target()::connect, requests);
  }

  /**
   * Connects.
   *
   * @param requests sent in turn, again and again
   */
  public LoadLoop(Load load, Connection.Dial dial, List<byte[]> requests) throws IOException {
    this.load = load;
    this.requests = List.copyOf(requests);
    int carried = 0;
    while (carried < load.concurrency()) {
      Connection connection = dial.connect(selector, load.concurrency() - carried);
      connections.add(connection);
      carried += connection.capacity();
      for (int i = 0; i < connection.capacity(); i++) {
        free.add(connection);
      }
    }
    capacity = carried;
    due = System.nanoTime();
  }

  /** Goes on for a while, and says what was answered meanwhile. */
  public LoadWindow run(double seconds) throws IOException {
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

  /**
   * Ends a load: what is due by now is still sent and waited for, and its latencies count; nothing
   * else becomes due.
   *
   * @return how many requests had no answer even then
   */
  public long drain(double seconds) throws IOException {
    long ended = System.nanoTime();
    long end = ended + (long) (seconds * 1e9);
    long now = ended;
    while (now < end && waiting(ended) > 0) {
      if (load.arrivals() != LoadPlan.Arrivals.CLOSED) {
        send(ended);
      }
      selector.select(this::receive, Math.max(1, (end - now) / 1_000_000));
      now = System.nanoTime();
    }
    return waiting(ended);
  }

  /** Requests that were due by then and have no answer. */
  private long waiting(long then) {
    boolean late = load.arrivals() != LoadPlan.Arrivals.CLOSED && due <= then;
    long unsent = late ? 1 + (long) ((then - due) / 1e9 * load.perSecond()) : 0;
    return capacity - free.size() + unsent;
  }

  /** Nanoseconds of the answers with status 200 since the last {@link #run} began. */
  public Histogram latencies() {
    return answers.copy();
  }

  private void send(long now) throws IOException {
    boolean closed = load.arrivals() == LoadPlan.Arrivals.CLOSED;
    while (!free.isEmpty() && (closed || due <= now)) {
      Connection connection = free.remove();
      connection.send(requests.get(next), closed ? now : (long) due);
      written.add(connection);
      next = (next + 1) % requests.size();
      due += load.arrivals().nanosBetween(load.perSecond(), random);
    }
    for (Connection connection : written) {
      connection.flush();
    }
    written.clear();
  }

  private long waitMillis(long now, long end) {
    double until = free.isEmpty() ? (double) end : Math.min((double) end, due);
    if (load.arrivals() == LoadPlan.Arrivals.CLOSED) {
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
        within += nanos <= load.objectiveNanos() ? 1 : 0;
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
