package dev.hearth.simulator.workload;

/** Instants with given gaps in even time. */
final class GapOccurrences implements ArrivalProcess.Occurrences {
  private final Gaps.Sequence gaps;
  private final Rhythm.Hand hand;
  private double even;
  private long next;

  GapOccurrences(Gaps.Sequence gaps, Rhythm rhythm) {
    this.gaps = gaps;
    this.hand = rhythm.new Hand();
    this.even = gaps.first();
    this.next = hand.instant(even);
  }

  @Override
  public long emit(long to, Chunk into) {
    while (next < to) {
      into.accept(next);
      even += gaps.next();
      next = hand.instant(even);
    }
    return next;
  }
}
