package dev.hearth.simulator.laboratory;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Resources;
import dev.hearth.simulator.workload.Arrival;
import dev.hearth.simulator.workload.Arrivals;
import dev.hearth.simulator.workload.ColdStart;
import dev.hearth.simulator.workload.FunctionProfile;
import dev.hearth.simulator.workload.Workload;
import java.util.List;
import java.util.Optional;

/** The arrivals of a workload of one function, served by a model whose latency is known. */
record Modelled(Workload arrivalsOf, FunctionProfile function, long lengthNanos)
    implements Workload {
  /** A model that starts in {@code startNanos} on so much CPU. */
  static Modelled of(
      Workload arrivals, Profile latency, Objective objective, int cpuMillis, long startNanos) {
    return of(arrivals, latency, objective, Resources.of(cpuMillis, 1L << 30), startNanos);
  }

  static Modelled of(
      Workload arrivals,
      Profile latency,
      Objective objective,
      Resources resources,
      long startNanos) {
    return new Modelled(
        arrivals,
        new FunctionProfile(
            "model",
            "model",
            new Configuration(resources, Batching.NONE, 1),
            new ColdStart(0, 0, 0, startNanos, 0),
            objective,
            Optional.of(latency)),
        arrivals.lengthNanos());
  }

  /** Its beginning. */
  Modelled until(long nanos) {
    return new Modelled(arrivalsOf, function, Math.min(nanos, lengthNanos));
  }

  @Override
  public String name() {
    return arrivalsOf.name();
  }

  @Override
  public List<FunctionProfile> functions() {
    return List.of(function);
  }

  @Override
  public String fingerprint() {
    return arrivalsOf.fingerprint();
  }

  @Override
  public Arrivals arrivals(long seed) {
    var all = arrivalsOf.arrivals(seed);
    return new Arrivals() {
      @Override
      public long next() {
        return all.next() < lengthNanos ? all.next() : Long.MAX_VALUE;
      }

      @Override
      public void take(Arrival into) {
        all.take(into);
      }
    };
  }
}
