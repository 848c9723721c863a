package dev.hearth.node;

import dev.hearth.inference.generation.LoopMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** What one version of a model generates. Its loops tell it, on any thread. */
final class GenerationMeasures implements LoopMeter {
  private static final double[] SEQUENCES = {1, 2, 4, 8, 16, 32, 64, 128, 256};

  private final AtomicInteger active = new AtomicInteger();
  private final Counter promptTokens;
  private final Counter tokens;
  private final DistributionSummary steps;
  private final Timer firstToken;
  private final Timer gap;

  GenerationMeasures(MeterRegistry registry, List<Tag> tags, Consumer<Meter> kept) {
    promptTokens =
        Counter.builder("hearth.generation.prompt.tokens")
            .description("Tokens of prompts that were read")
            .tags(tags)
            .register(registry);
    tokens =
        Counter.builder("hearth.generation.tokens")
            .description("Tokens that were generated")
            .tags(tags)
            .register(registry);
    steps =
        DistributionSummary.builder("hearth.generation.step.sequences")
            .description("Sequences that got a token in one step")
            .tags(tags)
            .serviceLevelObjectives(SEQUENCES)
            .register(registry);
    firstToken =
        timer("hearth.generation.first.token", "From submission to the first token", tags)
            .serviceLevelObjectives(NodeMetrics.latencyBuckets())
            .register(registry);
    gap =
        timer("hearth.generation.token.gap", "Between two tokens of a sequence", tags)
            .serviceLevelObjectives(NodeMetrics.latencyBuckets())
            .register(registry);
    Gauge sequences =
        Gauge.builder("hearth.generation.sequences", active, AtomicInteger::get)
            .description("Answers that are being generated")
            .tags(tags)
            .strongReference(true)
            .register(registry);
    List.of(promptTokens, tokens, steps, firstToken, gap, sequences).forEach(kept);
  }

  private static Timer.Builder timer(String name, String description, List<Tag> tags) {
    return Timer.builder(name).description(description).tags(tags);
  }

  @Override
  public void read(int prompt) {
    promptTokens.increment(prompt);
    tokens.increment();
  }

  @Override
  public void stepped(int sequences) {
    steps.record(sequences);
    tokens.increment(sequences);
  }

  @Override
  public void token(long sinceLastNanos) {
    gap.record(sinceLastNanos, TimeUnit.NANOSECONDS);
  }

  /** An answer is being generated now. */
  void began() {
    active.incrementAndGet();
  }

  /** It is no more, however it ended. */
  void over() {
    active.decrementAndGet();
  }

  /** A request has its first token, so long after it was submitted. */
  void firstToken(long nanos) {
    firstToken.record(nanos, TimeUnit.NANOSECONDS);
  }
}
