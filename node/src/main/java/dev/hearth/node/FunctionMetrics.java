package dev.hearth.node;

import dev.hearth.functions.FunctionVersion;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.node.console.Tally;
import dev.hearth.node.function.FunctionMeasures;
import dev.hearth.node.function.Served;
import dev.hearth.sandbox.Timeline;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The measures of one version of a function, to be closed as often as they are opened: two that
 * follow each other under one name, as those of {@code $LATEST} do, share them. Owned by the event
 * loop.
 */
final class FunctionMetrics implements FunctionMeasures {
  /** Phases of starts that are told apart; a provider has about five. */
  private static final int MAX_PHASES = 32;

  private final MeterRegistry registry;
  private final List<Tag> tags;
  private final List<Meter> meters = new ArrayList<>();
  private final Map<String, Counter> outcomes = new HashMap<>();
  private final Map<String, Timer> phases = new HashMap<>();
  private final Pools pools;
  private final Runnable forgotten;
  private final FunctionVersion version;
  private Tally tally;
  private int uses;
  private int handle;
  private @Nullable Recorded recorded;

  /** What is there from the first call or start on: of very many functions few are ever called. */
  private final class Recorded {
    final Counter answered = outcome("answered");
    final Timer duration =
        timer("hearth.function.duration", "Run of a call, from its start to its end");
    final Timer queue = timer("hearth.function.queue", "From the arrival of a call to its start");
    final Timer coldStart =
        timer("hearth.function.cold.start", "Start of an instance, its code's included");
    final Counter failedColdStarts =
        kept(
            Counter.builder("hearth.function.cold.start.failures")
                .description("Instances that did not start")
                .tags(tags)
                .register(registry));

    void ran(InvokeEnd.Metered metered) {
      duration.record(metered.runNanos(), TimeUnit.NANOSECONDS);
      queue.record(metered.queuedNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /**
   * @param forgotten done once nobody has them open
   */
  FunctionMetrics(
      MeterRegistry registry, Served served, Pools pools, Tally tally, Runnable forgotten) {
    this.registry = registry;
    this.tally = tally;
    version = served.version();
    this.forgotten = forgotten;
    tags =
        List.of(
            Tag.of("function", served.version().name()),
            Tag.of("version", served.version().version()),
            Tag.of("sandbox", served.sandbox()));
    this.pools = pools;
  }

  private Recorded recorded() {
    if (recorded == null) {
      recorded = new Recorded();
      gauges();
    }
    return recorded;
  }

  @Override
  public void asked() {
    Recorded _ = recorded();
  }

  /** One more has them open; instances and queue are its own from now on. */
  void opened(int by, Tally now) {
    uses++;
    handle = by;
    tally = now;
  }

  private void gauges() {
    gauge(
        "hearth.function.queue.length",
        "Calls that wait for an instance",
        tags,
        () -> pools.queued(handle));
    gauge(
        "hearth.function.memory.bytes",
        "Memory that its instances reserve",
        tags,
        () -> pools.held().bytes(handle));
    kept(
        FunctionCounter.builder(
                "hearth.function.memory.gib.seconds", pools, each -> each.held().gibSeconds(handle))
            .description("Memory that its instances reserved, times the seconds they did")
            .tags(tags)
            .register(registry));
    for (String state : NodeMetrics.INSTANCE_STATES) {
      var more = new ArrayList<>(tags);
      more.add(Tag.of("state", state));
      gauge(
          "hearth.function.instances",
          "Instances by state",
          more,
          () -> pools.instances(handle).getOrDefault(state, 0));
    }
  }

  private void gauge(String name, String description, List<Tag> with, LongSupplier value) {
    kept(
        Gauge.builder(name, value, LongSupplier::getAsLong)
            .description(description)
            .tags(with)
            .strongReference(true)
            .register(registry));
  }

  @Override
  public void ended(InvokeEnd end, long nanos) {
    tally.ended(version, end, nanos);
    switch (end) {
      case InvokeEnd.Answered(byte[] _, InvokeEnd.Metered metered) -> {
        recorded().answered.increment();
        recorded().ran(metered);
      }
      case InvokeEnd.Failed failed -> {
        outcome("failed_" + word(failed.failure().kind())).increment();
        recorded().ran(failed.metered());
      }
      case InvokeEnd.Refused refused -> outcome("refused_" + word(refused.reason())).increment();
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void started(Timeline timeline, long nanos) {
    recorded().coldStart.record(nanos, TimeUnit.NANOSECONDS);
    tally.started(nanos);
    for (Timeline.Phase phase : timeline.phases()) {
      if (phases.containsKey(phase.name()) || phases.size() < MAX_PHASES) {
        phases
            .computeIfAbsent(phase.name(), this::phase)
            .record(phase.nanos(), TimeUnit.NANOSECONDS);
      }
    }
  }

  private Timer phase(String name) {
    return kept(
        Timer.builder("hearth.function.cold.start.phase")
            .description("Part of the start of an instance")
            .tags(tags)
            .tag("phase", name)
            .register(registry));
  }

  @Override
  public void startFailed(String message) {
    recorded().failedColdStarts.increment();
    tally.startFailed(message);
  }

  @Override
  public void close() {
    uses--;
    if (uses > 0) {
      return;
    }
    forgotten.run();
    meters.forEach(registry::remove);
    meters.clear();
  }

  private Counter outcome(String label) {
    return outcomes.computeIfAbsent(
        label,
        outcome ->
            kept(
                Counter.builder("hearth.function.invocations")
                    .description("Calls by their outcome")
                    .tags(tags)
                    .tag("outcome", outcome)
                    .register(registry)));
  }

  private Timer timer(String name, String description) {
    return kept(
        Timer.builder(name)
            .description(description)
            .tags(tags)
            .serviceLevelObjectives(NodeMetrics.latencyBuckets())
            .register(registry));
  }

  private <M extends Meter> M kept(M meter) {
    meters.add(meter);
    return meter;
  }
}
