package dev.hearth.benchmarks.soak;

import java.util.List;

/** What a soak found. */
record SoakResult(
    SoakOptions options,
    String machine,
    String began,
    double perSecondClosed,
    double perSecond,
    long startNanos,
    Account account,
    List<Faults.Came> faults,
    List<String> skipped,
    List<Sampler.Sample> samples,
    int lives,
    Asynchronous.Runs runs,
    Verdict verdict) {
  void print() {
    System.out.printf(
        "%s: %,d requests at %.0f/s (%.0f %% of %.0f/s), %d lives of the node%n",
        options.command(),
        account.begun(),
        perSecond,
        100 * options.load(),
        perSecondClosed,
        lives);
    for (Outcome outcome : Outcome.values()) {
      System.out.printf("  %-15s %,12d%n", outcome, account.count(outcome));
    }
    account.notes().forEach((note, times) -> System.out.printf("  %6d x %s%n", times, note));
    skipped.forEach(each -> System.out.println("  skipped: " + each));
    for (Rule rule : verdict.rules()) {
      System.out.printf("%-6s %s: %s%n", rule.held() ? "held" : "BROKEN", rule.text(), rule.seen());
    }
  }
}
