package dev.hearth.cli.top;

import dev.hearth.cli.CommandFailure;
import dev.hearth.cli.Common;
import dev.hearth.cli.NodeClient;
import dev.hearth.cli.Terminal;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a node does, again and again. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what a node does: instances, queues, rates, latencies, memory and what it costs of"
          + " every version of every model and function, the busiest first.",
      "On a terminal until q or Ctrl-C; elsewhere line by line."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:shown",
      "1:the node refused",
      "2:the command line is wrong",
      "3:the node cannot be reached"
    })
public final class Top implements Callable<Integer> {
  private static final int LINES_ELSEWHERE = 10_000;
  private static final int WIDTH_ELSEWHERE = 140;
  private static final double LONGEST_SECONDS = 3600;

  @Mixin private Common common = new Common();

  @Option(names = "--once", description = "Show one sample and end.")
  private boolean once;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "Time between two readings, which rates are over (default: 1).")
  private double interval;

  @Override
  public Integer call() {
    if (!(interval >= 0.05 && interval <= LONGEST_SECONDS)) {
      throw new CommandFailure(
          CommandFailure.USAGE,
          "--interval %s is not from 0.05 to %.0f seconds".formatted(interval, LONGEST_SECONDS));
    }
    NodeClient node = common.client();
    Reading first = read(node);
    if (Terminal.present() && !once && !common.json()) {
      new Screen(common.server(), node, millis()).show(first);
      return 0;
    }
    print(node, first);
    return 0;
  }

  private void print(NodeClient node, Reading first) {
    Reading before = first;
    do {
      if (!slept()) {
        return;
      }
      Reading after = read(node);
      Sample sample = Sample.of(before, after);
      common.print(common.json() ? sample.json() : text(sample));
      before = after;
    } while (!once);
  }

  private boolean slept() {
    try {
      Thread.sleep(millis());
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private long millis() {
    return Math.round(interval * 1000);
  }

  private String text(Sample sample) {
    return head(common.server(), sample)
        + System.lineSeparator()
        + String.join(
            System.lineSeparator(), TopTable.lines(sample, WIDTH_ELSEWHERE, LINES_ELSEWHERE));
  }

  static String head(String server, Sample sample) {
    double answered = sample.versions().stream().mapToDouble(Activity::answered).sum();
    double instances = sample.versions().stream().mapToDouble(Activity::running).sum();
    return String.format(
        Locale.ROOT,
        "%s: %d versions, %.0f instances hold %.0f MiB at %.4f an hour, %.1f answered/s, %.0f"
            + " unanswered, %.0f MiB JVM",
        server,
        sample.versions().size(),
        instances,
        sample.heldMib(),
        sample.costPerHour(),
        answered,
        sample.value("hearth_unanswered"),
        sample.heapMib());
  }

  static Reading read(NodeClient node) {
    String metrics = node.text("/metrics");
    return Reading.of(System.nanoTime(), metrics);
  }
}
