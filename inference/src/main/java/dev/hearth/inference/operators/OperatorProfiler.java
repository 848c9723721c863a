package dev.hearth.inference.operators;

import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelRuntime;
import dev.hearth.inference.operators.Composition.Composed;
import dev.hearth.inference.operators.Composition.Fold;
import dev.hearth.inference.profile.ProfilePlan;
import dev.hearth.kernel.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Profiles a model's operators at the least, a middle and the most of some numbers of rows, and
 * composes its latency at all of them. At the others it runs once, for the shapes.
 */
public final class OperatorProfiler {
  private static final int RUNS = 30;
  private static final int CORE = 1_000;

  /** Hears of each configuration as it is composed, on the measuring thread. */
  @FunctionalInterface
  public interface Listener {
    void stepped(int done, int of, Optional<Profile.Point> last);
  }

  private final Tracer tracer;
  private final OperatorDatabase database;
  private final Composition composition;

  public OperatorProfiler(Tracer tracer, OperatorDatabase database, Fold fold) {
    this.tracer = tracer;
    this.database = database;
    composition = new Composition(database, fold);
  }

  /**
   * Profiles; blocks and computes. A configuration with operators of which nothing is known is left
   * out.
   *
   * @param open opens the model on the engine it is given
   */
  public Profile profile(
      Function<ModelRuntime, LoadedModel> open, ProfilePlan plan, Listener listener) {
    List<Profile.Point> points = new ArrayList<>();
    int done = 0;
    int of = plan.threads().size() * plan.batches().size();
    for (int threads : plan.threads()) {
      Trace trace = tracer.trace(open, threads, runsOf(plan.batches()));
      database.add(trace, traced(plan.batches()));
      for (int rows : plan.batches()) {
        Optional<Profile.Point> point = point(composition.of(trace, rows), threads, rows);
        point.ifPresent(points::add);
        listener.stepped(++done, of, point);
      }
    }
    return new Profile(points, 0);
  }

  private static Optional<Profile.Point> point(Composed composed, int threads, int rows) {
    long nanos = Math.max(1, Math.round(composed.nanos()));
    return composed.whole()
        ? Optional.of(new Profile.Point(threads * CORE, 0, rows, nanos, Profile.Source.COMPOSED))
        : Optional.empty();
  }

  private static Map<Integer, Integer> runsOf(List<Integer> batches) {
    var runs = new TreeMap<Integer, Integer>();
    batches.forEach(rows -> runs.put(rows, 1));
    traced(batches).forEach(rows -> runs.put(rows, RUNS));
    return runs;
  }

  /** The least, the middle one and the most. */
  static List<Integer> traced(List<Integer> batches) {
    return List.of(batches.getFirst(), batches.get(batches.size() / 2), batches.getLast()).stream()
        .distinct()
        .toList();
  }
}
