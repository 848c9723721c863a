package dev.hearth.benchmarks.soak;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Every request from its beginning to its one end. Owned by the event loop.
 *
 * <p>What began is counted apart from what ended, so that a request which nobody settles, or which
 * is settled twice, shows.
 */
final class Account {
  private static final long HIGHEST_NANOS = 120_000_000_000L;
  private static final int KEPT_NOTES = 60;

  /** One request. */
  static final class Entry {
    private final Kind kind;
    private final long began;
    private boolean settled;
    private Runnable after = () -> {};

    private Entry(Kind kind, long began) {
      this.kind = kind;
      this.began = began;
    }

    Kind kind() {
      return kind;
    }

    long began() {
      return began;
    }

    /** Does something once it has ended. */
    void then(Runnable next) {
      after = next;
    }

    boolean settled() {
      return settled;
    }
  }

  /** What ended in one second, and how long right answers of it took. */
  static final class Second {
    private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    private double p50Millis;
    private double p99Millis;

    int count(Outcome outcome) {
      return outcomes.getOrDefault(outcome, 0);
    }

    double p50Millis() {
      return p50Millis;
    }

    double p99Millis() {
      return p99Millis;
    }
  }

  private final Faults faults;
  private final long startNanos;
  private final Map<Kind, Map<Outcome, Long>> ended = new EnumMap<>(Kind.class);
  private final Map<Kind, Long> begun = new EnumMap<>(Kind.class);
  private final LinkedHashSet<Entry> open = new LinkedHashSet<>();
  private final List<Second> seconds = new ArrayList<>();
  private final Histogram latencies = new Histogram(HIGHEST_NANOS, 2);
  private final Histogram calm = new Histogram(HIGHEST_NANOS, 2);
  private final Map<String, Integer> notes = new TreeMap<>();
  private long twice;
  private long refusedInCalm;

  Account(Faults faults, long startNanos) {
    this.faults = faults;
    this.startNanos = startNanos;
    for (Kind kind : Kind.values()) {
      ended.put(kind, new EnumMap<>(Outcome.class));
      begun.put(kind, 0L);
    }
    seconds.add(new Second());
  }

  Entry begin(Kind kind) {
    var entry = new Entry(kind, System.nanoTime());
    begun.merge(kind, 1L, Long::sum);
    open.add(entry);
    return entry;
  }

  /** Answered with an error: whether it counts depends on what went wrong around it. */
  void failed(Entry entry, String how) {
    long now = System.nanoTime();
    if (faults.nodeDown(entry.began, now)) {
      settle(entry, Outcome.DIED_WITH_NODE, "");
    } else if (faults.explain(entry.kind, entry.began, now)) {
      settle(entry, Outcome.EXCUSED, how);
    } else {
      settle(entry, Outcome.FAILED, how);
    }
  }

  /** The connection ended before the answer. */
  void broken(Entry entry, String how) {
    boolean down = faults.nodeDown(entry.began, System.nanoTime());
    settle(entry, down ? Outcome.DIED_WITH_NODE : Outcome.BROKEN, down ? "" : how);
  }

  void settle(Entry entry, Outcome outcome, String note) {
    if (entry.settled) {
      twice++;
      return;
    }
    entry.settled = true;
    open.remove(entry);
    long now = System.nanoTime();
    ended.getOrDefault(entry.kind, Map.of()).merge(outcome, 1L, Long::sum);
    seconds.getLast().outcomes.merge(outcome, 1, Integer::sum);
    if (outcome == Outcome.REFUSED && faults.during(entry.began, now).equals("none")) {
      refusedInCalm++;
    }
    if (outcome == Outcome.RIGHT && entry.kind.share() > 0) {
      long took = Math.min(HIGHEST_NANOS, now - entry.began);
      latencies.recordValue(took);
      if (faults.during(entry.began, now).equals("none")) {
        calm.recordValue(took);
      }
    }
    if (!note.isEmpty() || outcome.defect()) {
      note(outcome, entry, note, now);
    }
    entry.after.run();
  }

  private void note(Outcome outcome, Entry entry, String note, long now) {
    String text =
        "%s %s during %s: %s"
            .formatted(
                outcome,
                entry.kind,
                faults.during(entry.began, now),
                note.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "ID").replaceAll("[0-9]+", "N"));
    if (!notes.containsKey(text) && outcome.defect()) {
      System.err.printf("soak: at %.1f s %s (%s)%n", (now - startNanos) / 1e9, text, note);
    }
    if (notes.size() < KEPT_NOTES || notes.containsKey(text)) {
      notes.merge(text, 1, Integer::sum);
    }
  }

  /** Called each second; what has had no end for so long gets one. */
  void tick(long limitNanos) {
    Second over = seconds.getLast();
    over.p50Millis = latencies.getValueAtPercentile(50) / 1e6;
    over.p99Millis = latencies.getValueAtPercentile(99) / 1e6;
    latencies.reset();
    seconds.add(new Second());
    long now = System.nanoTime();
    while (!open.isEmpty() && now - open.getFirst().began > limitNanos) {
      settle(open.getFirst(), Outcome.SILENT, "no end within the limit");
    }
  }

  int openCount() {
    return open.size();
  }

  long begun(Kind kind) {
    return begun.getOrDefault(kind, 0L);
  }

  long begun() {
    return begun.values().stream().mapToLong(Long::longValue).sum();
  }

  long count(Kind kind, Outcome outcome) {
    return ended.getOrDefault(kind, Map.of()).getOrDefault(outcome, 0L);
  }

  long count(Outcome outcome) {
    return ended.values().stream().mapToLong(each -> each.getOrDefault(outcome, 0L)).sum();
  }

  long ended() {
    return ended.values().stream()
        .flatMap(each -> each.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  long twice() {
    return twice;
  }

  /** Turned away though no fault was on. */
  long refusedInCalm() {
    return refusedInCalm;
  }

  List<Second> seconds() {
    return seconds;
  }

  Map<String, Integer> notes() {
    return notes;
  }

  /** Latency of right answers of the mix while no fault was on, in milliseconds. */
  double calmMillis(double percentile) {
    return calm.getValueAtPercentile(percentile) / 1e6;
  }
}
