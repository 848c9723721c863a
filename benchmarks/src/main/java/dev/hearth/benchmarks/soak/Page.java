package dev.hearth.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The report of a soak: a page in Markdown, and plots beside it. */
final class Page {
  private static final double MEBIBYTE = 1 << 20;

  private final SoakResult result;
  private final StringBuilder page = new StringBuilder();

  private Page(SoakResult result) {
    this.result = result;
  }

  static void write(Path file, SoakResult result) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException("'" + file + "' cannot be written");
    }
    Path images = Files.createDirectories(directory.resolve("images"));
    var page = new Page(result);
    String name = file.getFileName().toString().replaceAll("\\.md$", "");
    Files.writeString(images.resolve(name + "-outcomes.svg"), page.outcomes().svg());
    Files.writeString(images.resolve(name + "-latency.svg"), page.latency().svg());
    Files.writeString(images.resolve(name + "-memory.svg"), page.memory().svg());
    Files.writeString(images.resolve(name + "-files.svg"), page.files().svg());
    Files.writeString(file, page.text(name));
  }

  private double seconds(long nanos) {
    return (nanos - result.startNanos()) / 1e9;
  }

  private Plot plot(String title) {
    var plot = new Plot(title, result.options().seconds());
    for (Faults.Came came : result.faults()) {
      plot.band(seconds(came.fromNanos()), seconds(came.toNanos()), came.fault().meaning());
    }
    return plot;
  }

  private Plot outcomes() {
    var seconds = result.account().seconds();
    List<Integer> numbers = IntStream.range(0, seconds.size()).boxed().toList();
    return plot("requests ended in a second; faults are red")
        .line("right", numbers, i -> i, i -> seconds.get(i).count(Outcome.RIGHT), false)
        .line("died with the node", numbers, i -> i, i -> died(seconds.get(i)), true)
        .line("refused", numbers, i -> i, i -> seconds.get(i).count(Outcome.REFUSED), true)
        .line("excused", numbers, i -> i, i -> seconds.get(i).count(Outcome.EXCUSED), true);
  }

  private static double died(Account.Second second) {
    return second.count(Outcome.DIED_WITH_NODE);
  }

  private Plot latency() {
    var seconds = result.account().seconds();
    List<Integer> numbers = IntStream.range(0, seconds.size()).boxed().toList();
    return plot("latency of right answers in milliseconds, the worst second of each few")
        .line("p50", numbers, i -> i, i -> seconds.get(i).p50Millis(), true)
        .line("p99", numbers, i -> i, i -> seconds.get(i).p99Millis(), true);
  }

  private Plot memory() {
    return plot("MiB")
        .line(
            "resident memory of the node",
            result.samples(),
            Sampler.Sample::atSeconds,
            sample -> sample.residentBytes() / MEBIBYTE,
            false)
        .line(
            "used of the disk",
            result.samples(),
            Sampler.Sample::atSeconds,
            sample -> sample.diskBytes() / MEBIBYTE,
            false);
  }

  private Plot files() {
    return plot("open files, threads, processes")
        .line(
            "open files",
            result.samples(),
            Sampler.Sample::atSeconds,
            Sampler.Sample::openFiles,
            false)
        .line(
            "threads", result.samples(), Sampler.Sample::atSeconds, Sampler.Sample::threads, false)
        .line(
            "processes below it",
            result.samples(),
            Sampler.Sample::atSeconds,
            Sampler.Sample::processes,
            false);
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is of a library that is not there
  private void say(String format, Object... values) {
    page.append(String.format(Locale.ROOT, format, values));
  }

  private String text(String name) {
    Account account = result.account();
    say("# A soak of %s%n%n", time(result.options().seconds()));
    say(
        "Made by `%s`, begun %s, on %s. What a soak does, and by which rules it is judged, is on"
            + " the page on [reliability](reliability.md#the-soak).%n%n",
        result.options().command(), result.began(), result.machine());
    say(
        "**%s** %,d requests, %.0f a second: %.0f %% of the %.0f that a closed loop of 32 reached"
            + " at the start. The node had %d lives. While no fault was on, right answers took"
            + " %.1f ms in the median and %.1f ms at the 99th percentile.%n%n",
        result.verdict().passed() ? "All rules held." : "Not all rules held.",
        account.begun(),
        result.perSecond(),
        100 * result.options().load(),
        result.perSecondClosed(),
        result.lives(),
        account.calmMillis(50),
        account.calmMillis(99));
    rules();
    kinds(account);
    for (String plot : List.of("outcomes", "latency", "memory", "files")) {
      say("![%s](images/%s-%s.svg)%n%n", plot, name, plot);
    }
    faults();
    notes(account);
    return page.toString();
  }

  private static String time(double seconds) {
    return seconds >= 3_600
        ? String.format(Locale.ROOT, "%.1f hours", seconds / 3_600)
        : String.format(Locale.ROOT, "%.0f minutes", seconds / 60);
  }

  private void rules() {
    say("## Rules%n%n| | rule | seen |%n| --- | --- | --- |%n");
    for (Rule rule : result.verdict().rules()) {
      say("| %s | %s | %s |%n", rule.held() ? "held" : "**broken**", rule.text(), rule.seen());
    }
    result.skipped().forEach(each -> say("| skipped | %s | |%n", each));
    say("%n");
  }

  private void kinds(Account account) {
    say("## Requests%n%n| kind |");
    for (Outcome outcome : Outcome.values()) {
      say(" %s |", outcome.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
    say("%n| --- |%s%n", " ---: |".repeat(Outcome.values().length));
    for (Kind kind : Kind.values()) {
      say("| %s |", kind.meaning());
      for (Outcome outcome : Outcome.values()) {
        say(" %,d |", account.count(kind, outcome));
      }
      say("%n");
    }
    say("%n");
    for (Outcome outcome : Outcome.values()) {
      say(
          "* %s: %s%n",
          outcome.name().toLowerCase(Locale.ROOT).replace('_', ' '), outcome.meaning());
    }
    say("%n## Over time%n%n");
  }

  private void faults() {
    say("## Faults%n%n| at | fault | lasted | well again after | what |%n");
    say("| ---: | --- | ---: | ---: | --- |%n");
    for (Faults.Came came : result.faults()) {
      int back = Verdict.backAfter(came, result.account().seconds(), result.startNanos());
      say(
          "| %.0f s | %s | %.1f s | %s | %s |%n",
          seconds(came.fromNanos()),
          came.fault().meaning(),
          (came.toNanos() - came.fromNanos()) / 1e9,
          back == Integer.MAX_VALUE ? "not before the end" : back + " s",
          came.note());
    }
    say("%n");
  }

  private void notes(Account account) {
    if (!account.notes().isEmpty()) {
      say("## Errors that were answered%n%n| times | what |%n| ---: | --- |%n");
      account
          .notes()
          .forEach((note, times) -> say("| %,d | `%s` |%n", times, note.replace("|", "/")));
    }
  }
}
