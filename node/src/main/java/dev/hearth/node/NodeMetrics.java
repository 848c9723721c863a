package dev.hearth.node;

import dev.hearth.kernel.InstanceState;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.Outcome;
import dev.hearth.node.console.Tallies;
import dev.hearth.node.console.Tally;
import dev.hearth.node.function.Served;
import dev.hearth.node.trace.Tracing;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.tracer.common.SpanContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What a node counts and measures, in the Prometheus text format. Owned by the event loop. */
final class NodeMetrics {
  static final List<String> INSTANCE_STATES =
      List.of("starting", "idle", "busy", "changing", "draining", "stopping");

  private static final Duration[] LATENCY_BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30)
  };
  private static final double[] BATCH_BUCKETS = {1, 2, 4, 8, 16, 32, 64, 128, 256};

  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";

  private final PrometheusMeterRegistry registry;
  private final Map<Labels, OfVersion> versions = new HashMap<>();
  private final Map<FunctionLabels, FunctionMetrics> functions = new HashMap<>();
  private final Tallies tallies;

  /** The registry itself would let them go. */
  private final List<DoubleSupplier> counted = new ArrayList<>();

  private final Timer loopLag;

  private record Labels(String model, String version) {}

  private record FunctionLabels(String function, String version, String sandbox) {}

  /** Measures that name no invocations. */
  NodeMetrics(Tallies tallies) {
    this(tallies, Tracing.NOBODY);
  }

  /**
   * Measures.
   *
   * @param tallies count for the console what is measured here
   * @param exemplars which invocation is being measured
   */
  NodeMetrics(Tallies tallies, SpanContext exemplars) {
    this.tallies = tallies;
    registry =
        new PrometheusMeterRegistry(
            PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, exemplars);
    loopLag =
        Timer.builder("hearth.loop.lag")
            .description("How late the event loop came to a timer")
            .serviceLevelObjectives(LATENCY_BUCKETS)
            .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmGcMetrics().bindTo(registry);
  }

  /** The form a scraper gets that accepts these: with exemplars in OpenMetrics' own only. */
  static String type(Optional<String> accept) {
    return accept.filter(each -> each.contains(OPEN_METRICS)).map(_ -> OPEN_TYPE).orElse(TEXT_TYPE);
  }

  String text() {
    return text(TEXT_TYPE);
  }

  /** All measures in the form of a {@link #type}. */
  String text(String type) {
    return registry.scrape(type);
  }

  void loopLag(long nanos) {
    loopLag.record(Math.max(0, nanos), TimeUnit.NANOSECONDS);
  }

  /** A policy's question to a planner was answered, or not. */
  void planned(String planner, String outcome, long nanos) {
    registry.counter("hearth.planner.plans", "planner", planner, "outcome", outcome).increment();
    Timer.builder("hearth.planner.plan")
        .description("From a policy's question to a planner's answer, or to the end of its budget")
        .tag("planner", planner)
        .serviceLevelObjectives(LATENCY_BUCKETS)
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A number read at each scrape, on the event loop. */
  void gauge(String name, String description, LongSupplier value) {
    Gauge.builder(name, value, LongSupplier::getAsLong)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  /** The same for a number with a fraction. */
  void measure(String name, String description, DoubleSupplier value) {
    Gauge.builder(name, value, DoubleSupplier::getAsDouble)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  /** A count kept elsewhere, read at each scrape, on the event loop. */
  void count(String name, String description, Tags tags, DoubleSupplier value) {
    counted.add(value);
    FunctionCounter.builder(name, value, DoubleSupplier::getAsDouble)
        .description(description)
        .tags(tags)
        .register(registry);
  }

  /**
   * The measures of one version of a model, to be closed as often as they are opened: two functions
   * that follow each other under one number share them.
   */
  OfVersion open(String model, int version, int function) {
    var labels = new Labels(model, Integer.toString(version));
    OfVersion of = versions.computeIfAbsent(labels, OfVersion::new);
    of.uses++;
    of.function = function;
    of.tally = tallies.of("model/" + model);
    return of;
  }

  /** The measures of a version of a function. */
  FunctionMetrics open(Served served, Pools pools) {
    var labels =
        new FunctionLabels(served.version().name(), served.version().version(), served.sandbox());
    Tally tally = tallies.of("function/" + served.version().name());
    FunctionMetrics of =
        functions.computeIfAbsent(
            labels,
            _ ->
                new FunctionMetrics(
                    registry, served, pools, tally, () -> functions.remove(labels)));
    of.opened(served.handle(), tally);
    return of;
  }

  /** The measures of a graph. */
  GraphMetrics ofGraph(String name) {
    return new GraphMetrics(registry, name, tallies.of("graph/" + name));
  }

  static Duration[] latencyBuckets() {
    return LATENCY_BUCKETS.clone();
  }

  /** In which of {@link #INSTANCE_STATES} an instance is. */
  static String state(InstanceView instance) {
    return switch (instance.state()) {
      case InstanceState.Starting _ -> "starting";
      case InstanceState.Ready _ -> instance.idle() ? "idle" : "busy";
      case InstanceState.Changing _ -> "changing";
      case InstanceState.Draining _ -> "draining";
      case InstanceState.Stopping _, InstanceState.Gone _ -> "stopping";
    };
  }

  private static String label(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Answered _ -> "answered";
      case Outcome.Failed failed -> "failed_" + word(failed.fault());
      case Outcome.Rejected rejected -> word(rejected.reason());
      case Outcome.TimedOut _ -> "timed_out";
      case Outcome.Cancelled cancelled -> "cancelled_" + word(cancelled.cause());
    };
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** The measures of one version of a model. */
  final class OfVersion {
    private final Labels labels;
    private final List<Meter> meters = new ArrayList<>();
    private final List<DoubleSupplier> counts = new ArrayList<>();
    private final Map<String, Counter> outcomes = new HashMap<>();
    private final List<Tag> tags;
    private final Timer request;
    private final Timer queue;
    private final DistributionSummary batch;
    private final Counter coldStarts;
    private final Counter failedColdStarts;
    private final Timer coldStart;
    private final Timer preload;
    private final Timer takeOver;
    private final Counter shared;
    private final Counter evictions;
    private final Map<String, Counter> loads = new HashMap<>();
    private @Nullable GenerationMeasures generation;
    private Tally tally;
    private int uses;
    private int function;

    private OfVersion(Labels labels) {
      this.labels = labels;
      tally = tallies.of("model/" + labels.model());
      tags = List.of(Tag.of("model", labels.model()), Tag.of("version", labels.version()));
      request = timer("hearth.request", "From submission to outcome");
      queue = timer("hearth.queue", "From submission to the start of a run");
      coldStart = timer("hearth.cold.start", "Loading of a model into a new instance");
      preload = timer("hearth.preload", "Loading of a model into another model's idle instance");
      takeOver = timer("hearth.take.over", "Take-over of another model's instance");
      coldStarts = counter("hearth.cold.starts", "Instances that were started");
      shared = counter("hearth.shared.runs", "Runs with requests of other models as well");
      evictions = counter("hearth.evictions", "Idle instances that made room for others");
      failedColdStarts = counter("hearth.cold.start.failures", "Instances that did not start");
      batch =
          kept(
              DistributionSummary.builder("hearth.batch.size")
                  .description("Rows of a run")
                  .tags(tags)
                  .serviceLevelObjectives(BATCH_BUCKETS)
                  .register(registry));
      outcome("answered");
    }

    /** It generates text, which has measures of its own. */
    void generates() {
      if (generation == null) {
        generation = new GenerationMeasures(registry, tags, meters::add);
      }
    }

    /** The measures of what it generates. */
    GenerationMeasures generation() {
      if (generation == null) {
        throw new IllegalStateException(labels.model() + " generates nothing");
      }
      return generation;
    }

    /** The function that was the last to open it. */
    int function() {
      return function;
    }

    /** Forgets it, and all its series with it, if nobody else opened it. */
    void close() {
      uses--;
      if (uses == 0) {
        versions.remove(labels);
        meters.forEach(registry::remove);
        meters.clear();
        counts.clear();
        generation = null;
      }
    }

    void ended(Outcome outcome, long nanos) {
      if (uses == 0) {
        return;
      }
      outcome(label(outcome)).increment();
      request.record(nanos, TimeUnit.NANOSECONDS);
      tally.ended(outcome, nanos);
    }

    void queued(long nanos) {
      queue.record(nanos, TimeUnit.NANOSECONDS);
    }

    void batch(int rows) {
      batch.record(rows);
      tally.ran(rows);
    }

    /** One of its runs carries requests of other models as well. */
    void shared() {
      shared.increment();
    }

    void coldStart(long nanos) {
      coldStarts.increment();
      loaded("start", true);
      coldStart.record(nanos, TimeUnit.NANOSECONDS);
      tally.started(nanos);
    }

    long coldStarts() {
      return (long) coldStarts.count();
    }

    double meanColdStartNanos() {
      return coldStart.mean(TimeUnit.NANOSECONDS);
    }

    /** It waits beside another model now. */
    void preloaded(long nanos) {
      loaded("preload", true);
      preload.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** It runs in what was another model's instance now. */
    void tookOver(long nanos) {
      loaded("take_over", true);
      takeOver.record(nanos, TimeUnit.NANOSECONDS);
    }

    void coldStartFailed(String message) {
      failedColdStarts.increment();
      tally.startFailed(message);
      loaded("start", false);
    }

    /** An idle instance of it went to make room. */
    void evicted() {
      evictions.increment();
    }

    /**
     * A load of it into an instance ended.
     *
     * @param how {@code start}, {@code preload} or {@code take_over}
     */
    void loaded(String how, boolean done) {
      if (uses == 0) {
        return;
      }
      loads
          .computeIfAbsent(
              how + (done ? " done" : " failed"),
              _ ->
                  kept(
                      Counter.builder("hearth.loads")
                          .description("Loads of a model into memory, by how they ended")
                          .tags(tags)
                          .tag("how", how)
                          .tag("outcome", done ? "done" : "failed")
                          .register(registry)))
          .increment();
    }

    /** A number of this version read at each scrape, on the event loop; the first one stays. */
    void gauge(String name, String description, List<Tag> more, LongSupplier value) {
      kept(
          Gauge.builder(name, value, LongSupplier::getAsLong)
              .description(description)
              .tags(tags)
              .tags(more)
              .strongReference(true)
              .register(registry));
    }

    /** A count of this version that is kept elsewhere, read at each scrape, on the event loop. */
    void count(String name, String description, DoubleSupplier value) {
      counts.add(value);
      kept(
          FunctionCounter.builder(name, value, DoubleSupplier::getAsDouble)
              .description(description)
              .tags(tags)
              .register(registry));
    }

    private Counter outcome(String label) {
      return outcomes.computeIfAbsent(
          label,
          outcome ->
              kept(
                  Counter.builder("hearth.requests")
                      .description("Requests by their outcome")
                      .tags(tags)
                      .tag("outcome", outcome)
                      .register(registry)));
    }

    private Timer timer(String name, String description) {
      return kept(
          Timer.builder(name)
              .description(description)
              .tags(tags)
              .serviceLevelObjectives(LATENCY_BUCKETS)
              .register(registry));
    }

    private Counter counter(String name, String description) {
      return kept(Counter.builder(name).description(description).tags(tags).register(registry));
    }

    private <M extends Meter> M kept(M meter) {
      meters.add(meter);
      return meter;
    }
  }
}
