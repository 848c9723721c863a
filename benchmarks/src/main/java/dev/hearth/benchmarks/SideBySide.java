package dev.hearth.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Measures the node over each protocol and the bare loop in turns, so that what else goes on in the
 * machine troubles all alike, and prints their ratios. The loop runs alone, and beside the same
 * generator with as many no-op requests a second as the node answered.
 */
final class SideBySide {
  private static final double WARM_UP_SECONDS = 0.4;

  /** Of each protocol before the first turn: its code is compiled meanwhile. */
  private static final double COMPILING_SECONDS = 10;

  /**
   * Of a protocol in a round.
   *
   * @param served answers a second
   * @param bodyBytes of an answer
   * @param beside rows a second of the loop beside no-op requests
   * @param alone rows a second of the loop alone
   */
  private record Turn(
      double served, long p99Nanos, double bodyBytes, double beside, double alone) {}

  private final ServingOptions options;
  private final ChildProcess generator;
  private final ChildProcess loop;
  private final Target nothing;
  private final Deadline deadline;

  SideBySide(
      ServingOptions options,
      ChildProcess generator,
      ChildProcess loop,
      Target nothing,
      Deadline deadline) {
    this.options = options;
    this.generator = generator;
    this.loop = loop;
    this.nothing = nothing;
    this.deadline = deadline;
  }

  void run(Target first, int concurrency) throws InterruptedException {
    System.out.printf("in turns: %s, concurrency %d%n", first.model(), concurrency);
    System.out.printf(
        "%-11s %9s %8s %11s %21s %8s %6s%n",
        "protocol", "req/s", "p99 ms", "rows/s bare", "beside no-op requests", "ratio", "load");
    List<List<Turn>> turns = new ArrayList<>();
    options.protocols().forEach(_ -> turns.add(new ArrayList<>()));
    for (Protocol protocol : options.protocols()) {
      var target = new Target(first.port(), protocol, first.workload(), first.model());
      ask(LoadPlan.closed(target, concurrency, COMPILING_SECONDS, 1, options.seconds()));
      LoadWindow.parse(generator.line(deadline)).allAnswered();
    }
    for (int round = 0; round < options.rounds(); round++) {
      double alone = loop();
      for (int i = 0; i < turns.size(); i++) {
        Protocol protocol = options.protocols().get(i);
        turns.get(i).add(turn(protocol, first, concurrency, alone));
      }
    }
    System.out.printf("medians of %d rounds%n", options.rounds());
    for (int i = 0; i < turns.size(); i++) {
      print(options.protocols().get(i), turns.get(i));
    }
  }

  private Turn turn(Protocol protocol, Target first, int concurrency, double alone)
      throws InterruptedException {
    var target = new Target(first.port(), protocol, first.workload(), first.model());
    ask(LoadPlan.closed(target, concurrency, WARM_UP_SECONDS, 1, options.seconds()));
    LoadWindow served = LoadWindow.parse(generator.line(deadline)).allAnswered();
    ask(
        new LoadPlan(
            nothing,
            concurrency,
            LoadPlan.Arrivals.PACED,
            served.perSecond(),
            Long.MAX_VALUE,
            WARM_UP_SECONDS,
            1,
            options.seconds()));
    double beside = loop();
    LoadWindow.parse(generator.line(deadline)).allAnswered();
    var turn =
        new Turn(
            served.perSecond(),
            served.p99Nanos(),
            (double) served.bytes() / served.answered(),
            beside,
            alone);
    System.out.printf(
        "%-11s %9.0f %8.1f %11.0f %21.0f %8.2f %6.1f%n",
        protocol.text(),
        turn.served(),
        turn.p99Nanos() / 1e6,
        alone,
        beside,
        turn.served() / beside,
        Machine.load());
    return turn;
  }

  private void ask(LoadPlan plan) throws InterruptedException {
    generator.command(plan.text());
    generator.line(deadline);
  }

  /** Rows a second of the loop. */
  private double loop() throws InterruptedException {
    loop.command(Double.toString(options.seconds()));
    return Double.parseDouble(loop.line(deadline).split(" ", -1)[1]);
  }

  private static void print(Protocol protocol, List<Turn> turns) {
    System.out.printf(
        "%-11s %.0f req/s, p99 %.1f ms, %.0f bytes an answer; bare loop %.0f rows/s alone, %.0f"
            + " beside no-op requests; ratio %.2f to it beside them, %.2f to it alone%n",
        protocol.text(),
        ServingCell.median(turns, Turn::served),
        ServingCell.median(turns, turn -> turn.p99Nanos() / 1e6),
        ServingCell.median(turns, Turn::bodyBytes),
        ServingCell.median(turns, Turn::alone),
        ServingCell.median(turns, Turn::beside),
        ServingCell.median(turns, turn -> turn.served() / turn.beside()),
        ServingCell.median(turns, turn -> turn.served() / turn.alone()));
  }
}
