package dev.hearth.simulator.workload;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Resources;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A workload whose functions are models with known latencies. Each function is there once for each
 * of the models it is given, with arrivals of its own: under the same seed a copy has the same
 * load, not the same instants.
 *
 * @param of what arrives
 * @param models of each function of {@code of}, the same number for all
 * @param fingerprint of all that it is made from
 */
public record ModelLoad(Workload of, List<List<Model>> models, String fingerprint)
    implements Workload {
  private static final long SEED_STEP = 1_000_003;

  /**
   * A model that serves a function.
   *
   * @param load by how many times the load of the function is multiplied
   * @param profile how long its runs take
   */
  public record Model(String name, int load, Profile profile, Objective objective) {
    public Model {
      if (load < 1 || profile.isEmpty()) {
        throw new IllegalArgumentException(
            "model '%s' needs a profile, and a load of at least 1, not %d".formatted(name, load));
      }
    }

    /**
     * What an instance gets unless a policy says otherwise: the least that answers one request
     * within the objective, or the fastest where nothing does; no batching.
     */
    Configuration configuration(long memoryBytes) {
      int leastRows = profile.points().stream().mapToInt(Profile.Point::rows).min().orElse(1);
      var single = profile.points().stream().filter(point -> point.rows() == leastRows).toList();
      var point =
          single.stream()
              .filter(each -> each.nanos() <= objective.latencyNanos())
              .findFirst()
              .or(() -> single.stream().min(Comparator.comparingLong(Profile.Point::nanos)))
              .orElseThrow();
      return new Configuration(
          new Resources(point.cpuMillis(), point.gpuPercent(), memoryBytes), Batching.NONE, 1);
    }
  }

  public ModelLoad {
    models = models.stream().map(List::copyOf).toList();
    if (models.size() != of.functions().size()
        || models.stream().map(List::size).distinct().count() > 1) {
      throw new IllegalArgumentException("every function needs the same number of models");
    }
    if (of.arrivals(0) instanceof WorkflowSource) {
      throw new IllegalArgumentException("models do not serve workflows; use another workload");
    }
  }

  private int copies() {
    return models.getFirst().size();
  }

  @Override
  public String name() {
    return of.name();
  }

  @Override
  public long lengthNanos() {
    return of.lengthNanos();
  }

  @Override
  public List<FunctionProfile> functions() {
    var functions = new ArrayList<FunctionProfile>();
    for (int i = 0; i < models.size(); i++) {
      for (var model : models.get(i)) {
        functions.add(function(of.functions().get(i), model));
      }
    }
    return functions;
  }

  private FunctionProfile function(FunctionProfile served, Model model) {
    return new FunctionProfile(
        copies() == 1 ? served.name() : served.name() + "/" + model.name(),
        served.application(),
        model.configuration(served.configuration().resources().memoryBytes()),
        served.coldStart(),
        model.objective(),
        Optional.of(model.profile()));
  }

  @Override
  public Arrivals arrivals(long seed) {
    var streams = new ArrayList<Stream>();
    for (int copy = 0; copy < copies(); copy++) {
      for (int i = 0; i < models.getFirst().get(copy).load(); i++) {
        streams.add(new Stream(of.arrivals(seed + streams.size() * SEED_STEP), copy));
      }
    }
    return streams.size() == 1 ? streams.getFirst().arrivals() : new Merged(streams, copies());
  }

  /** Arrivals of one copy of each function. */
  private record Stream(Arrivals arrivals, int copy) {}

  /** Streams of the same functions, in the order of time. */
  private record Merged(List<Stream> streams, int copies) implements Arrivals {
    @Override
    public long next() {
      return first().arrivals().next();
    }

    private Stream first() {
      var first = streams.getFirst();
      for (var stream : streams) {
        first = stream.arrivals().next() < first.arrivals().next() ? stream : first;
      }
      return first;
    }

    @Override
    public void take(Arrival into) {
      var from = first();
      from.arrivals().take(into);
      into.function = into.function * copies + from.copy();
    }
  }
}
