package dev.hearth.benchmarks.soak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Holds what was seen against the rules. */
final class Verdict {
  static final int BACK_SECONDS = 15;
  private static final double REFUSED_SHARE = 0.01;
  private static final int LEAST_SECONDS = 120;
  private static final long MEBIBYTE = 1 << 20;

  private final List<Rule> rules = new ArrayList<>();

  void add(String text, String seen, boolean held) {
    rules.add(new Rule(text, seen, held));
  }

  List<Rule> rules() {
    return rules;
  }

  boolean passed() {
    return rules.stream().allMatch(Rule::held);
  }

  void requests(Account account) {
    add(
        "every request has exactly one outcome",
        "%,d begun, %,d ended, %d ended twice"
            .formatted(account.begun(), account.ended(), account.twice()),
        account.begun() == account.ended() && account.twice() == 0);
    for (Outcome outcome : Outcome.values()) {
      if (outcome.defect()) {
        long count = account.count(outcome);
        add("none is " + outcome + ": " + outcome.meaning(), Long.toString(count), count == 0);
      }
    }
    long refused = account.refusedInCalm();
    add(
        "fewer than 1 % are turned away while no fault is on",
        Long.toString(refused), refused < REFUSED_SHARE * account.begun());
    List<Kind> unanswered =
        Arrays.stream(Kind.values())
            .filter(kind -> kind != Kind.CUT && account.begun(kind) > 0)
            .filter(kind -> account.count(kind, Outcome.RIGHT) == 0)
            .toList();
    add(
        "right answers of every kind came",
        unanswered.isEmpty() ? "of all" : "not of " + unanswered,
        unanswered.isEmpty());
  }

  void asynchronous(Asynchronous asynchronous, Asynchronous.Runs runs) {
    add(
        "no acknowledged asynchronous call is lost",
        "%,d acknowledged, %d did not run, %d repeated, %d without their record"
            .formatted(
                asynchronous.acknowledged(), runs.notRun(), runs.repeated(), asynchronous.untold()),
        runs.notRun() == 0 && asynchronous.untold() == 0);
  }

  /** How long after each fault's end nothing was wrong again, in whole seconds. */
  static int backAfter(Faults.Came came, List<Account.Second> seconds, long startNanos) {
    int end = (int) ((came.toNanos() - startNanos) / 1_000_000_000L);
    for (int second = end + 1; second < seconds.size(); second++) {
      Account.Second seen = seconds.get(second);
      int wrong =
          seen.count(Outcome.REFUSED)
              + seen.count(Outcome.EXCUSED)
              + seen.count(Outcome.DIED_WITH_NODE)
              + seen.count(Outcome.FAILED);
      if (seen.count(Outcome.RIGHT) > 0 && 50 * wrong <= seen.count(Outcome.RIGHT)) {
        return second - end - 1;
      }
    }
    return Integer.MAX_VALUE;
  }

  void recovery(List<Faults.Came> came, List<Account.Second> seconds, long startNanos) {
    int worst =
        came.stream().mapToInt(each -> backAfter(each, seconds, startNanos)).max().orElse(0);
    add(
        "at most %d s after a fault's end at least 98 %% are answered right again"
            .formatted(BACK_SECONDS),
        "%d s at most".formatted(worst),
        worst <= BACK_SECONDS);
  }

  /** The last fifth of the node's last life against the second fifth. */
  void flat(Sampler sampler) {
    List<Sampler.Sample> last = sampler.last(0, 1);
    double lived = last.isEmpty() ? 0 : last.getLast().atSeconds() - last.getFirst().atSeconds();
    if (lived < LEAST_SECONDS) {
      add(
          "memory and files are flat in the last life, judged if it is %d s long"
              .formatted(LEAST_SECONDS),
          "not judged: it was %.0f s".formatted(lived),
          true);
      return;
    }
    mebibytes("resident memory", sampler, Sampler.Sample::residentBytes, 1.1, 16);
    flat("open files", sampler, Sampler.Sample::openFiles, 1, 16);
    flat("threads", sampler, Sampler.Sample::threads, 1, 16);
    flat("processes below the node", sampler, Sampler.Sample::processes, 1, 8);
    mebibytes("the disk's use", sampler, Sampler.Sample::diskBytes, 1.25, 2);
  }

  private void flat(
      String what, Sampler sampler, ToLongFunction<Sampler.Sample> of, double factor, long more) {
    long before = Sampler.median(sampler.last(0.2, 0.4), of);
    long after = Sampler.median(sampler.last(0.8, 1), of);
    add(
        "%s: the last fifth of the last life is at most the second's + %d".formatted(what, more),
        "%d, then %d".formatted(before, after),
        after <= before * factor + more);
  }

  private void mebibytes(
      String what, Sampler sampler, ToLongFunction<Sampler.Sample> of, double factor, long more) {
    long before = Sampler.median(sampler.last(0.2, 0.4), of);
    long after = Sampler.median(sampler.last(0.8, 1), of);
    add(
        "%s: the last fifth of the last life is at most %.2f times the second + %d MiB"
            .formatted(what, factor, more),
        mebibytes(before, after),
        after <= before * factor + more * MEBIBYTE);
  }

  void heap(long before, long after) {
    add(
        "the heap that a full collection leaves is at the end at most 1.2 times that at two"
            + " thirds + 8 MiB",
        before == 0 ? "not measured: the node died in between" : mebibytes(before, after),
        before > 0 && after <= 1.2 * before + 8 * MEBIBYTE);
  }

  private static String mebibytes(long before, long after) {
    return String.format(
        Locale.ROOT,
        "%.1f MiB, then %.1f MiB",
        (double) before / MEBIBYTE,
        (double) after / MEBIBYTE);
  }
}
