package dev.hearth.node;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Many callers at once for a short while, to see batches and instances form. */
final class DemoLoad {
  private static final int CALLERS = 32;
  private static final long DURATION_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final NodeClient client;
  private final String model;
  private final List<String> sentences;

  DemoLoad(NodeClient client, String model, List<String> sentences) {
    this.client = client;
    this.model = model;
    this.sentences = sentences;
  }

  void run(DemoScreen screen) {
    Metrics before = metrics();
    long start = System.nanoTime();
    var answered = new AtomicLong();
    var refused = new AtomicLong();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < CALLERS; caller++) {
        String request = Sentences.request(List.of(sentences.get(caller % sentences.size())));
        callers.execute(() -> call(request, start, answered, refused));
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Metrics after = metrics();
    screen.step(
        "batched",
        "%d callers at once: %.0f answers a second, %.1f a batch, %.0f instances"
            .formatted(CALLERS, answered.get() / seconds, batch(before, after), instances(after)));
    if (refused.get() > 0) {
      screen.step("refused", refused + " requests were turned away");
    }
  }

  private void call(String request, long start, AtomicLong answered, AtomicLong refused) {
    while (System.nanoTime() - start < DURATION_NANOS) {
      (client.inferStatus(model, request) == 200 ? answered : refused).incrementAndGet();
    }
  }

  private Metrics metrics() {
    return new Metrics(client.get("/metrics"));
  }

  private double batch(Metrics before, Metrics after) {
    double rows = difference("hearth_batch_size_sum", before, after);
    return rows / Math.max(1, difference("hearth_batch_size_count", before, after));
  }

  private double difference(String name, Metrics before, Metrics after) {
    String series = name + "{model=\"" + model + "\"}";
    return after.value(series) - before.value(series);
  }

  private double instances(Metrics metrics) {
    return metrics.value("hearth_instances{model=\"%s\",state=\"idle\"}".formatted(model))
        + metrics.value("hearth_instances{model=\"%s\",state=\"busy\"}".formatted(model));
  }
}
