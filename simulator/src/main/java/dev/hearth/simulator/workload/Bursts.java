package dev.hearth.simulator.workload;

import java.util.SplittableRandom;

/**
 * Silences with a geometric number of arrivals between them; all gaps are exponential.
 *
 * @param silenceNanos mean silence
 * @param burst mean number of arrivals between two silences, at least 1
 * @param withinNanos mean gap between those
 */
record Bursts(double silenceNanos, double burst, double withinNanos) implements Gaps {
  @Override
  public Sequence begin(SplittableRandom random) {
    return new Sequence() {
      @Override
      public double first() {
        return silenceNanos * Gaps.exponential(random);
      }

      @Override
      public double next() {
        boolean last = random.nextDouble() * burst < 1;
        return (last ? silenceNanos : withinNanos) * Gaps.exponential(random);
      }
    };
  }
}
