package dev.hearth.policies.icebreaker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Shares out the two classes of hardware among functions, the most useful first. */
final class Choices {
  private final double lowCut;
  private final double highCut;
  private final long highBytes;
  private final long lowBytes;
  private final List<Candidate> candidates = new ArrayList<>();

  /** A function that will be used, with the memory to warm it. */
  record Candidate(int function, double utility, long bytes) {}

  /** Where a function is warm. */
  record Choice(int function, boolean onHigh) {}

  Choices(double lowCut, double highCut, long highBytes, long lowBytes) {
    this.lowCut = lowCut;
    this.highCut = highCut;
    this.highBytes = highBytes;
    this.lowBytes = lowBytes;
  }

  void add(Candidate candidate) {
    candidates.add(candidate);
  }

  /** The functions that are warm somewhere. Where all are as useful, all count as most useful. */
  List<Choice> made() {
    if (candidates.isEmpty()) {
      return List.of();
    }
    candidates.sort(
        Comparator.comparingDouble(Candidate::utility)
            .reversed()
            .thenComparingInt(Candidate::function));
    double most = candidates.getFirst().utility();
    double least = candidates.getLast().utility();
    long highLeft = highBytes;
    long lowLeft = lowBytes;
    var made = new ArrayList<Choice>();
    for (var candidate : candidates) {
      double scaled = most > least ? (candidate.utility() - least) / (most - least) : 1;
      if (scaled >= highCut && candidate.bytes() <= highLeft) {
        highLeft -= candidate.bytes();
        made.add(new Choice(candidate.function(), true));
      } else if (scaled >= lowCut && candidate.bytes() <= lowLeft) {
        lowLeft -= candidate.bytes();
        made.add(new Choice(candidate.function(), false));
      }
    }
    return made;
  }
}
