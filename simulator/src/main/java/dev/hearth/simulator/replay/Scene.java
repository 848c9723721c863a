package dev.hearth.simulator.replay;

import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.ProfileTable;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Revision;
import dev.hearth.simulator.trace.TraceException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a rehearsal is made from: the plan, the node as it described itself, its models in the
 * plan's order, and what their requests cost besides.
 */
record Scene(Plan plan, NodeFile node, List<Revision> models, List<Overheads> overheads) {
  /** A model's entry in a table of profiles is given up beyond this. */
  private static final double LONGEST_MILLIS = 600_000;

  Scene {
    models = List.copyOf(models);
    overheads = List.copyOf(overheads);
  }

  /**
   * Reads a replay's folder.
   *
   * @param policies what the models are to have instead of their own, for the world of "what if"
   */
  static Scene read(Path folder, Plan plan, Optional<PolicyChoice> policies) {
    var node = NodeFile.read(folder.resolve("node.json"));
    var profiles = profiles(folder.resolve("profiles.txt"));
    var models =
        plan.models().stream()
            .map(load -> known(node.of(load.name()).revision(), profiles))
            .map(revision -> policies.map(revision::withPolicies).orElse(revision))
            .toList();
    return new Scene(plan, node, models, Overheads.read(folder));
  }

  private static SortedMap<String, Profile> profiles(Path file) {
    return java.nio.file.Files.exists(file)
        ? ProfileTable.parse(Folder.lines(file), LONGEST_MILLIS)
        : new TreeMap<>();
  }

  /** With the node's own profile of it, or the one that lies beside. */
  private static Revision known(Revision revision, SortedMap<String, Profile> profiles) {
    if (!revision.profile().isEmpty()) {
      return revision;
    }
    var profile = profiles.get(revision.name());
    if (profile == null) {
      throw new TraceException(
          "nothing is known of how long '%s' runs; measure it with 'hearth profile %s', or write its profile into profiles.txt beside the plan's other files"
              .formatted(revision.name(), revision.name()));
    }
    return revision.withProfile(profile);
  }

  /** How long a run takes with nothing beside it: profiles are of whole runs. */
  long aloneNanos(int model, int rows, Resources resources) {
    var known = models.get(model);
    long alone = known.profile().estimate(model, rows, resources, 0);
    if (alone < 0) {
      throw new TraceException(
          "the profile of '%s' says nothing of %d rows on %s; measure it there too"
              .formatted(known.name(), rows, resources));
    }
    return alone;
  }

  /** Cores that a request keeps busy on its way to the node and back, beside its run. */
  double busyAround(int model) {
    var cost = overheads.get(model);
    return cost.aroundNanos() <= 0 ? 0 : cost.cpuNanos() / cost.aroundNanos();
  }

  long handOffNanos() {
    return Math.round(overheads.stream().mapToDouble(Overheads::handOffNanos).average().orElse(0));
  }

  /** Mean of the starts that the node has measured. */
  long coldStartNanos(int model) {
    return Math.round(node.of(plan.models().get(model).name()).coldStartMeanNanos());
  }
}
