package dev.hearth.node;

import dev.hearth.node.console.Tally;
import dev.hearth.node.graph.StepMeasures;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The measures of one graph. Owned by the event loop. */
final class GraphMetrics implements StepMeasures {
  private final MeterRegistry registry;
  private final String graph;
  private final Tally tally;
  private final Map<Tags, Timer> timers = new HashMap<>();
  private boolean closed;

  GraphMetrics(MeterRegistry registry, String graph, Tally tally) {
    this.registry = registry;
    this.tally = tally;
    this.graph = graph;
  }

  @Override
  public void ended(End end) {
    record(
        "hearth.graph.step",
        "A step of a graph, from its start until its answer",
        Tags.of(
            "graph",
            graph,
            "node",
            end.node(),
            "step",
            end.step(),
            "outcome",
            word(end.answered())),
        end.nanos());
  }

  /** A request has its answer, or will have none. */
  void request(boolean answered, long nanos) {
    tally.ended(answered, nanos);
    record(
        "hearth.graph.request",
        "A request's whole way through a graph",
        Tags.of("graph", graph, "outcome", word(answered)),
        nanos);
  }

  private static String word(boolean answered) {
    return answered ? "answered" : "failed";
  }

  private void record(String name, String description, Tags tags, long nanos) {
    if (closed) {
      return;
    }
    timers
        .computeIfAbsent(
            tags,
            _ ->
                Timer.builder(name)
                    .description(description)
                    .tags(tags)
                    .serviceLevelObjectives(NodeMetrics.latencyBuckets())
                    .register(registry))
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Forgets all its series. */
  void close() {
    closed = true;
    timers.values().forEach((Meter each) -> registry.remove(each));
    timers.clear();
  }
}
