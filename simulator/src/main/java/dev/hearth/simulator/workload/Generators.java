package dev.hearth.simulator.workload;

import dev.hearth.policies.parameter.Nearest;
import java.util.List;

/** The generators there are. */
public final class Generators {
  /** One more generator is one more line. */
  public static final List<Generator> ALL =
      List.of(
          new SimpleGenerators.PoissonLoad(),
          new SimpleGenerators.MmppLoad(),
          new SimpleGenerators.DiurnalLoad(),
          new SimpleGenerators.PeriodicLoad(),
          new SimpleGenerators.SporadicLoad(),
          new SimpleGenerators.BurstyLoad(),
          new AssistedLoad(),
          new AzureMix(),
          new WorkflowLoad());

  private Generators() {}

  /**
   * Makes the workload of a specification such as {@code poisson:rate=5,hours=1}.
   *
   * @throws IllegalArgumentException if it is wrong, saying what to write
   */
  public static Workload make(String specification) {
    var name = Settings.name(specification);
    var generator =
        ALL.stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(() -> unknown(name));
    var settings =
        new Settings(
            "generator '" + name + "'", generator.parameters(), Settings.set(specification));
    var fingerprint = new Fingerprint().add(name).add(settings.canonical());
    return generator.make(settings, specification, fingerprint);
  }

  private static IllegalArgumentException unknown(String name) {
    var names = ALL.stream().map(Generator::name).toList();
    return new IllegalArgumentException(
        "there is no generator '%s'; did you mean '%s'? There are %s"
            .formatted(name, Nearest.to(name, names), String.join(", ", names)));
  }
}
