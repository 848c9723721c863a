package dev.hearth.sandbox;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the time of a start went: phases one after another that add up to the whole.
 *
 * @param phases in order
 */
public record Timeline(List<Phase> phases) {
  public static final Timeline EMPTY = new Timeline(List.of());

  public Timeline {
    phases = List.copyOf(phases);
  }

  /** One phase and how long it took. */
  public record Phase(String name, long nanos) {}

  public long totalNanos() {
    return phases.stream().mapToLong(Phase::nanos).sum();
  }

  /** This and what followed. */
  public Timeline then(Timeline later) {
    var all = new ArrayList<>(phases);
    all.addAll(later.phases);
    return new Timeline(all);
  }

  /** Writes a timeline while it happens. Used by one thread at a time. */
  public static final class Recorder {
    private final List<Phase> phases = new ArrayList<>();
    private long since = System.nanoTime();

    /** What happened since the last mark, or since the beginning, was this phase. */
    public void mark(String phase) {
      long now = System.nanoTime();
      phases.add(new Phase(phase, now - since));
      since = now;
    }

    public Timeline timeline() {
      return new Timeline(phases);
    }
  }
}
