package dev.hearth.simulator.experiment;

import dev.hearth.policies.Registry;
import dev.hearth.simulator.laboratory.PolicyMix;
import dev.hearth.simulator.laboratory.TrialOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is compared: the policies asked for at every combination of the swept values that concern
 * them, then the baselines, then the fixed keep-alive times of the frontier.
 */
public final class Design {
  /** In every comparison. */
  public static final List<String> BASELINES = List.of("fixed:keep-alive=10m", "no-cache");

  /** In every comparison of planners, which know how long batches take. */
  public static final List<String> PLANNING_BASELINES = List.of("uniform", "one-request");

  private final Registry registry;
  private final TrialOptions world;
  private final List<Sweep> sweeps;
  private final LinkedHashMap<String, Variant> variants = new LinkedHashMap<>();
  private final List<String> unused = new ArrayList<>();

  private Design(Registry registry, TrialOptions world, List<Sweep> sweeps) {
    this.registry = registry;
    this.world = world;
    this.sweeps = sweeps;
    sweeps.forEach(sweep -> unused.add(sweep.target()));
  }

  /** A setting of the swept parameters on the way to a variant. */
  private record Setting(String policies, TrialOptions world, SortedMap<String, String> values) {
    Setting with(Sweep sweep, String value) {
      var more = new TreeMap<>(values);
      more.put(sweep.target(), value);
      return new Setting(sweep.applied(policies, value), sweep.applied(world, value), more);
    }
  }

  /**
   * All variants of a comparison; what is named twice is in it once.
   *
   * @param policies as on the command line
   * @param baselines what they are compared with
   * @param world the same for all but for what is swept
   * @param frontier fixed keep-alive times; they are left out where the world is swept, since each
   *     world has a frontier of its own
   * @throws IllegalArgumentException saying which policy, parameter or value is wrong
   */
  public static List<Variant> variants(
      List<String> policies,
      List<String> baselines,
      TrialOptions world,
      List<Sweep> sweeps,
      List<String> frontier,
      Registry registry) {
    var design = new Design(registry, world, sweeps);
    policies.forEach(each -> design.add(each, Variant.Kind.POLICY));
    design.refuseUnusedSweeps(policies);
    baselines.forEach(each -> design.add(each, Variant.Kind.BASELINE));
    if (sweeps.stream().noneMatch(Sweep::ofWorld)) {
      frontier.forEach(
          each -> design.put("fixed:keep-alive=" + each, Variant.Kind.FRONTIER, List.of()));
    }
    return List.copyOf(design.variants.values());
  }

  private void add(String policies, Variant.Kind kind) {
    var worldOnly = kind == Variant.Kind.BASELINE;
    put(
        policies,
        kind,
        sweeps.stream()
            .filter(sweep -> worldOnly ? sweep.ofWorld() : sweep.concerns(policies))
            .toList());
  }

  private void put(String policies, Variant.Kind kind, List<Sweep> concerned) {
    var settings = List.of(new Setting(policies, world, new TreeMap<>()));
    for (var sweep : concerned) {
      unused.remove(sweep.target());
      settings =
          settings.stream()
              .flatMap(setting -> sweep.values().stream().map(value -> setting.with(sweep, value)))
              .toList();
    }
    for (var setting : settings) {
      var mix = PolicyMix.parse(setting.policies(), registry);
      var variant = new Variant(policies, kind, mix, setting.world(), setting.values());
      variants.putIfAbsent(variant.label(), variant);
    }
  }

  private void refuseUnusedSweeps(List<String> policies) {
    if (!unused.isEmpty()) {
      throw new IllegalArgumentException(
          "the sweep of '%s' concerns none of the policies %s"
              .formatted(unused.getFirst(), String.join(", ", policies)));
    }
  }
}
