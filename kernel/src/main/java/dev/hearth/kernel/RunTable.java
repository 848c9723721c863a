package dev.hearth.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All runs, found by an id that holds their place and how often the place was used. */
final class RunTable {
  static final int PLACE_BITS = 24;
  private static final long PLACE_MASK = (1L << PLACE_BITS) - 1;

  private final List<Run> places = new ArrayList<>();
  private final List<Run> free = new ArrayList<>();

  Run begin(Instance instance, int slot, long now) {
    Run run;
    if (free.isEmpty()) {
      run = new Run(places.size());
      places.add(run);
    } else {
      run = free.removeLast();
    }
    run.begin(instance, slot, now);
    return run;
  }

  @Nullable Run get(long id) {
    long place = id & PLACE_MASK;
    if (id < 0 || place >= places.size()) {
      return null;
    }
    var run = places.get((int) place);
    return run.id() == id && run.instance != null ? run : null;
  }

  void end(Run run) {
    run.instance = null;
    free.add(run);
  }

  /** Visits the runs that have not ended, by place. */
  void forEach(Consumer<Run> visitor) {
    for (int place = 0; place < places.size(); place++) {
      var run = places.get(place);
      if (run.instance != null) {
        visitor.accept(run);
      }
    }
  }
}
