package dev.hearth.node.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The invocations of one deployment that are worth keeping longer than all others: the slowest of
 * this stretch of time and of the one before, and the last that failed.
 */
final class Standouts {
  /** How many slow ones of each stretch are kept. */
  static final int SLOWEST = 20;

  static final int FAILED = 20;
  private static final long STRETCH_NANOS = 300_000_000_000L;

  private final ArrayDeque<Entry> failed = new ArrayDeque<>();
  private List<Entry> slowest = new ArrayList<>();
  private List<Entry> before = new ArrayList<>();
  private long since = Long.MIN_VALUE;

  /** What none that is kept is quicker than; below it nothing has to be looked at. */
  private long bar = -1;

  void offer(Entry entry) {
    if (entry.endedAt - STRETCH_NANOS > since) {
      turn(entry.endedAt);
    }
    if (entry.total() > bar) {
      keep(entry);
    }
    if (!entry.answered()) {
      if (failed.size() == FAILED) {
        failed.removeFirst();
      }
      failed.addLast(entry);
    }
  }

  private void turn(long now) {
    before = slowest;
    slowest = new ArrayList<>();
    since = now;
    bar = -1;
  }

  private void keep(Entry entry) {
    if (slowest.size() < SLOWEST) {
      slowest.add(entry);
    } else {
      slowest.set(quickest(), entry);
    }
    bar = slowest.size() < SLOWEST ? -1 : slowest.get(quickest()).total();
  }

  private int quickest() {
    int found = 0;
    for (int i = 1; i < slowest.size(); i++) {
      found = slowest.get(i).total() < slowest.get(found).total() ? i : found;
    }
    return found;
  }

  /** All that are kept, in no order, some perhaps twice. */
  List<Entry> all() {
    var all = new ArrayList<>(slowest);
    all.addAll(before);
    all.addAll(failed);
    return all;
  }
}
