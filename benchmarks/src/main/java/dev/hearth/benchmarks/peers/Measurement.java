package dev.hearth.benchmarks.peers;

import dev.hearth.benchmarks.ChildProcess;
import dev.hearth.benchmarks.Deadline;
import dev.hearth.benchmarks.LoadPlan.Arrivals;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Puts every load on a peer: callers that wait, for saturation, then arrivals at shares of it. */
final class Measurement {
  private static final double SHORT_WARM_UP_SECONDS = 1;
  private static final double SLACK_SECONDS = 120;

  /** Answered less than this of what was due, beyond what chance makes of it: it lagged. */
  private static final double KEPT_UP = 0.97;

  private final PeersOptions options;
  private final String command;
  private final PrintStream out;

  Measurement(PeersOptions options, String command, PrintStream out) {
    this.options = options;
    this.command = command;
    this.out = out;
  }

  Result of(Peer peer) throws Exception {
    Host before = Host.before();
    String began = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    out.printf("%n%s: %s%n", peer.label(), peer.does());
    try (var stage = new Stage(options)) {
      Started started = peer.start().on(stage);
      out.printf(
          "%s; %s; load average %.1f%n", started.version(), started.answer(), before.loadBefore());
      List<Result.Cell> cells = cells(stage, started);
      return new Result(
          Result.FORM,
          peer.name(),
          peer.label(),
          peer.work(),
          peer.does(),
          started.version(),
          started.answer(),
          command,
          began,
          before.after(),
          cells,
          notes(cells));
    }
  }

  private List<Result.Cell> cells(Stage stage, Started started) throws InterruptedException {
    var generator =
        stage.kept(
            ChildProcess.of(started.generator(), started.arguments().toArray(String[]::new)));
    out.printf(
        "%-16s %10s %10s %9s %9s %9s %9s %8s%n",
        "load", "due/s", "answers/s", "p50 ms", "p90 ms", "p99 ms", "max ms", "lost");
    List<Result.Cell> cells = new ArrayList<>();
    double warmUp = options.warmUp();
    for (int callers : options.concurrencies()) {
      cells.add(run(generator, Step.closed(callers, warmUp, options.seconds())));
      warmUp = Math.min(warmUp, SHORT_WARM_UP_SECONDS);
    }
    double saturation = cells.stream().mapToDouble(Result.Cell::perSecond).max().orElse(0);
    if (saturation <= 0) {
      throw new IllegalStateException("nothing was answered with status 200 under load");
    }
    for (double share : options.steps()) {
      double rate = share * saturation;
      cells.add(
          run(
              generator,
              new Step(
                  Arrivals.POISSON,
                  options.connections(),
                  share,
                  rate,
                  warmUp,
                  options.seconds())));
    }
    return cells;
  }

  private Result.Cell run(ChildProcess generator, Step step) throws InterruptedException {
    generator.command(step.text());
    double limit = step.warmUpSeconds() + step.seconds() + SLACK_SECONDS;
    var cell = Result.Cell.of(step, Seen.parse(generator.line(Deadline.in(limit))));
    out.printf(
        Locale.ROOT,
        "%-16s %10s %10.1f %9.2f %9.2f %9.2f %9.2f %8d%n",
        step.isClosed()
            ? step.concurrency() + " callers"
            : String.format(Locale.ROOT, "%.0f %%", 100 * step.share()),
        step.isClosed() ? "" : String.format(Locale.ROOT, "%.1f", cell.rate()),
        cell.perSecond(),
        cell.millis(50),
        cell.millis(90),
        cell.millis(99),
        cell.maxMillis(),
        cell.lost());
    return cell;
  }

  /** What a reader should know before comparing. */
  static List<String> notes(List<Result.Cell> cells) {
    List<String> notes = new ArrayList<>();
    for (Result.Cell cell : cells) {
      if (cell.lost() > 0) {
        notes.add(
            String.format(
                Locale.ROOT,
                "%s: %,d refused, %,d failed, %,d without an answer %.0f s after the load",
                name(cell),
                cell.refused(),
                cell.failed(),
                cell.unanswered(),
                HttpLoad.DRAIN_SECONDS));
      }
      if (!cell.isClosed() && cell.share() < 1 && lagged(cell)) {
        notes.add(
            String.format(
                Locale.ROOT,
                "%s: did not keep up, %.0f of %.0f a second",
                name(cell),
                cell.perSecond(),
                cell.rate()));
      }
    }
    return notes;
  }

  private static boolean lagged(Result.Cell cell) {
    double due = cell.rate() * cell.seconds();
    return cell.answered() < KEPT_UP * due - 3 * Math.sqrt(due);
  }

  private static String name(Result.Cell cell) {
    return cell.isClosed()
        ? cell.concurrency() + " callers"
        : String.format(Locale.ROOT, "%.0f %% of saturation", 100 * cell.share());
  }
}
