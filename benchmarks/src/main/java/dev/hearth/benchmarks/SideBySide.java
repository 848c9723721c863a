package dev.hearth.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Measures the node's best load and the bare loop in turns, so that what else goes on in the
 * machine troubles both alike, and prints their ratio.
 */
final class SideBySide {
  private static final double WARM_UP_SECONDS = 0.4;

  /** What the bare loop did in a round. */
  private record Loop(long rows, double perSecond, long cpuNanos) {
    static Loop parse(String line) {
      String[] parts = line.split(" ", -1);
      return new Loop(
          Long.parseLong(parts[0]), Double.parseDouble(parts[1]), Long.parseLong(parts[2]));
    }

    double cpuMillis() {
      return cpuNanos / 1e6 / rows;
    }
  }

  private record Round(double served, Loop alone, Loop beside, double asked, double load) {}

  private final ServingCell best;
  private final ServingOptions options;
  private final ChildProcess generator;
  private final ChildProcess loop;
  private final Deadline deadline;

  SideBySide(
      ServingCell best,
      ServingOptions options,
      ChildProcess generator,
      ChildProcess loop,
      Deadline deadline) {
    this.best = best;
    this.options = options;
    this.generator = generator;
    this.loop = loop;
    this.deadline = deadline;
  }

  /**
   * Does so.
   *
   * @param sweptMillis the least CPU a row took in the loop's sweep, in milliseconds
   */
  void run(String model, double sweptMillis) throws InterruptedException {
    System.out.printf(
        "in turns: max-size %d, concurrency %d%n", best.maxSize(), best.concurrency());
    System.out.printf(
        "%9s %11s %21s %14s %8s %6s%n",
        "req/s", "rows/s bare", "beside no-op requests", "no-op req/s", "ratio", "load");
    List<Round> rounds = new ArrayList<>();
    for (int i = 0; i < options.rounds(); i++) {
      Round round = round(model);
      System.out.printf(
          "%9.0f %11.0f %21.0f %14.0f %8.2f %6.1f%n",
          round.served(),
          round.alone().perSecond(),
          round.beside().perSecond(),
          round.asked(),
          round.served() / round.alone().perSecond(),
          round.load());
      rounds.add(round);
    }
    print(rounds, sweptMillis);
  }

  private Round round(String model) throws InterruptedException {
    ask(model, 0);
    double served = loadWindow().perSecond();
    Loop alone = loop();
    ask(LoadPlan.LIVE, served);
    Loop beside = loop();
    double asked = loadWindow().perSecond();
    return new Round(served, alone, beside, asked, Machine.load());
  }

  private void ask(String target, double perSecond) throws InterruptedException {
    generator.command(
        new LoadPlan(target, best.concurrency(), perSecond, WARM_UP_SECONDS, 1, options.seconds())
            .text());
    generator.line(deadline);
  }

  private LoadWindow loadWindow() throws InterruptedException {
    return Serving.answered(LoadWindow.parse(generator.line(deadline)));
  }

  private Loop loop() throws InterruptedException {
    loop.command(Double.toString(options.seconds()));
    return Loop.parse(loop.line(deadline));
  }

  private void print(List<Round> rounds, double sweptMillis) {
    double bareMillis = Math.min(sweptMillis, median(rounds, round -> round.alone().cpuMillis()));
    System.out.printf(
        "node %.0f req/s, bare loop %.0f rows/s, beside no-op requests %.0f rows/s (medians)%n",
        median(rounds, Round::served),
        median(rounds, round -> round.alone().perSecond()),
        median(rounds, round -> round.beside().perSecond()));
    System.out.printf(
        "ratio of rates, median of rounds: %.2f to the loop alone, %.2f to it beside no-op"
            + " requests%n",
        median(rounds, round -> round.served() / round.alone().perSecond()),
        median(rounds, round -> round.served() / round.beside().perSecond()));
    System.out.printf(
        "CPU ms a row: bare loop's least %.2f, node %.2f; ratio %.2f%n",
        bareMillis, best.nodeMillis(), bareMillis / best.nodeMillis());
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> of) {
    return ServingCell.median(rounds, of);
  }
}
