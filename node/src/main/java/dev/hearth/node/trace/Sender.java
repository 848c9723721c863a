package dev.hearth.node.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends traces to a collector, from a thread of its own. What comes while too much waits is not
 * sent, and counted; nothing waits for it.
 */
final class Sender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

  /** Invocations that may wait to be sent. */
  private static final int WAITING = 2_048;

  /** Invocations sent at once. */
  private static final int BATCH = 128;

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long PAUSE_MILLIS = 500;
  private static final long CLOSE_MILLIS = 5_000;

  private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(WAITING);
  private final SpanExporter exporter;
  private final Spans spans;
  private final Thread thread;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private volatile boolean closed;

  Sender(URI endpoint, String version, DayTime wall) {
    exporter =
        OtlpHttpSpanExporter.builder().setEndpoint(endpoint.toString()).setTimeout(TIMEOUT).build();
    spans =
        new Spans(
            Resource.create(
                Attributes.of(
                    AttributeKey.stringKey("service.name"),
                    "hearth",
                    AttributeKey.stringKey("service.version"),
                    version)),
            wall);
    thread = Thread.ofPlatform().name("traces").daemon(true).unstarted(this::run);
    thread.start();
  }

  /** Sends the trace of an invocation, soon. */
  void offer(Entry entry) {
    if (!waiting.offer(entry)) {
      dropped.incrementAndGet();
    }
  }

  /** Traces a collector has taken. */
  long sent() {
    return sent.get();
  }

  /** Traces that were not sent, or not taken. */
  long dropped() {
    return dropped.get();
  }

  /** A pause before each batch lets answers reach their sockets, and makes batches of few. */
  private void run() {
    List<Entry> batch = new ArrayList<>(BATCH);
    try {
      while (!closed || !waiting.isEmpty()) {
        Entry first = waiting.poll(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        batch.add(first);
        if (!closed && waiting.size() < BATCH) {
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        waiting.drainTo(batch, BATCH - 1);
        send(batch);
        batch.clear();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(List<Entry> batch) {
    try {
      List<SpanData> all = new ArrayList<>();
      batch.forEach(entry -> all.addAll(spans.of(entry)));
      boolean taken =
          exporter.export(all).join(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).isSuccess();
      (taken ? sent : dropped).addAndGet(batch.size());
    } catch (RuntimeException e) {
      dropped.addAndGet(batch.size());
      LOG.warn("traces could not be sent: {}", e.toString());
    }
  }

  /** Sends what waits, as far as a few seconds allow. Blocks. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(CLOSE_MILLIS);
      thread.interrupt();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    exporter.shutdown();
  }
}
