package dev.hearth.simulator.replay;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * How the requests of one replay ended, live or simulated: a row for each, in any order.
 *
 * @param coldStarts instances of each model that were started while it was measured
 */
@SuppressWarnings("ArrayRecordComponent") // as long as a trace; nobody writes to them
record Ended(
    int[] model, long[] dueNanos, Ending[] ending, long[] latencyNanos, long[] coldStarts) {
  /** How one request ended. */
  enum Ending {
    ANSWERED,
    /** Turned away: the queue was full, it would have been too late, or there was no room. */
    REFUSED,
    /** Its time ran out, it failed, or it was never sent. */
    FAILED
  }

  /** Collects rows. */
  static final class Collector {
    private int[] model = new int[1_024];
    private long[] due = new long[1_024];
    private Ending[] ending = new Ending[1_024];
    private long[] latency = new long[1_024];
    private int size;

    void add(int ofModel, long dueNanos, Ending how, long nanos) {
      if (size == model.length) {
        model = Arrays.copyOf(model, size * 2);
        due = Arrays.copyOf(due, size * 2);
        ending = Arrays.copyOf(ending, size * 2);
        latency = Arrays.copyOf(latency, size * 2);
      }
      model[size] = ofModel;
      due[size] = dueNanos;
      ending[size] = how;
      latency[size++] = nanos;
    }

    Ended ended(long[] coldStarts) {
      return new Ended(
          Arrays.copyOf(model, size),
          Arrays.copyOf(due, size),
          Arrays.copyOf(ending, size),
          Arrays.copyOf(latency, size),
          coldStarts);
    }
  }

  /** Reads a live run, {@code live-N.csv} and what the node said before and after it. */
  static Ended live(Path folder, int run, Plan plan) {
    var rows = new Collector();
    var lines = Folder.lines(folder.resolve("live-%d.csv".formatted(run)));
    for (var line : lines.subList(1, lines.size())) {
      var fields = List.of(line.split(",", -1));
      rows.add(
          Integer.parseInt(fields.get(0)),
          Long.parseLong(fields.get(1)),
          ending(fields.get(2)),
          Long.parseLong(fields.get(3)));
    }
    return rows.ended(ColdStarts.during(folder.resolve("live-%d.json".formatted(run)), plan));
  }

  private static Ending ending(String title) {
    return switch (title) {
      case "ok" -> Ending.ANSWERED;
      case "429", "503" -> Ending.REFUSED;
      default -> Ending.FAILED;
    };
  }

  int size() {
    return model.length;
  }
}
