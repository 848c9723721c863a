package dev.hearth.simulator.llm;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Requests over time: Poisson at a rate that goes up and down once a {@code period}, lengths drawn
 * from log-normal distributions, and disturbances.
 *
 * @param rate mean requests a second
 * @param swing how far the rate goes from its mean, as a share of it
 * @param periodSeconds of one up and down
 * @param promptTokens median
 * @param answerTokens median
 * @param spread sigma of the logarithm of both lengths
 * @param disturbances what goes wrong
 */
public record LlmTraffic(
    double rate,
    double swing,
    double periodSeconds,
    double promptTokens,
    double answerTokens,
    double spread,
    List<Disturbance> disturbances) {
  private static final double SECOND = 1e9;
  private static final int LONGEST = 4_096;

  /** What can go wrong. */
  public enum Kind {
    /** The rate is a multiple of what it was. */
    SURGE,
    /** Answers are a multiple as long. */
    LONG_ANSWERS,
    /** Steps of all replicas take a multiple of their time. */
    SLOW_STEPS,
    /** The rate is a fraction of what it was. */
    LULL
  }

  /** Something that goes wrong from one second to another. */
  public record Disturbance(Kind kind, double fromSecond, double toSecond, double factor) {
    boolean at(long now) {
      return now >= fromSecond * SECOND && now < toSecond * SECOND;
    }
  }

  public LlmTraffic {
    disturbances = List.copyOf(disturbances);
  }

  double rateAt(long now) {
    double usual = rate * (1 + swing * StrictMath.sin(2 * Math.PI * now / SECOND / periodSeconds));
    return usual * factor(Kind.SURGE, now) * factor(Kind.LULL, now);
  }

  double factor(Kind kind, long now) {
    double factor = 1;
    for (var each : disturbances) {
      factor *= each.kind() == kind && each.at(now) ? each.factor() : 1;
    }
    return factor;
  }

  /** Nanoseconds to the next arrival at the present rate. */
  long gap(long now, SplittableRandom random) {
    double gap = -StrictMath.log(1 - random.nextDouble()) / rateAt(now);
    return Math.max(1, (long) (gap * SECOND));
  }

  LlmServer.Sequence request(long now, SplittableRandom random) {
    int prompt = length(promptTokens, random);
    int answer = length(answerTokens * factor(Kind.LONG_ANSWERS, now), random);
    return new LlmServer.Sequence(now, prompt, answer);
  }

  private int length(double median, SplittableRandom random) {
    double drawn = median * StrictMath.exp(spread * random.nextGaussian());
    return Math.clamp(Math.round(drawn), 1, LONGEST);
  }
}
