package dev.hearth.node.trace;

import dev.hearth.kernel.Role;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is known of one function of the kernel: a version of a model, a function or a graph. */
final class Known {
  private static final int NOTES = 32;

  /** Shapes that may wait for company at once and be told apart. */
  private static final int SHAPES = 64;

  /** How long one detailed invocation is from the next. */
  private static final long DETAIL_NANOS = 100_000_000L;

  final String deployment;
  final String version;
  final Standouts standouts;
  final Map<Role, String> suites = new EnumMap<>(Role.class);
  private final ArrayDeque<Note> notes = new ArrayDeque<>();
  private final Map<Integer, Wait> waits = new HashMap<>();
  private long detailedAt = Long.MIN_VALUE / 2;
  int desired = -1;
  long scaledAt = Long.MIN_VALUE / 2;

  /** Since when, and until when, requests of a shape wait for company. */
  record Wait(long since, long until) {}

  Known(String deployment, String version, Standouts standouts) {
    this.deployment = deployment;
    this.version = version;
    this.standouts = standouts;
  }

  /** Whether reasons are to be noted for the next one; true for a few in each second. */
  boolean detailDue(long now) {
    if (now - detailedAt < DETAIL_NANOS) {
      return false;
    }
    detailedAt = now;
    return true;
  }

  void note(Note note) {
    if (notes.size() == NOTES) {
      notes.removeFirst();
    }
    notes.addLast(note);
  }

  List<Note> notesSince(long time) {
    if (notes.isEmpty() || notes.getLast().at() < time) {
      return List.of();
    }
    List<Note> since = new ArrayList<>();
    for (Note note : notes) {
      if (note.at() >= time) {
        since.add(note);
      }
    }
    return since;
  }

  /** Requests of a shape wait for company; the first wait since the last run counts. */
  void waits(int shape, long now, long until) {
    Wait before = waits.get(shape);
    long since = before != null && before.until() >= now ? before.since() : now;
    if (waits.size() >= SHAPES) {
      waits.clear();
    }
    waits.put(shape, new Wait(since, until));
  }

  /** The wait that a run ends, or one that never was. */
  Wait runs(int shape) {
    Wait wait = waits.isEmpty() ? null : waits.remove(shape);
    return wait == null ? new Wait(Entry.NEVER, Entry.NEVER) : wait;
  }
}
