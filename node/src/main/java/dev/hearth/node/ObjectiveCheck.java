package dev.hearth.node;

import dev.hearth.gateway.Problem;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Profile;
import java.util.Comparator;
import java.util.Optional;

/**
 * Refuses objectives that runs alone take too long for: the best of the known configurations of one
 * row within the manifest's CPU, waiting left out. Nothing is refused of which nothing is known.
 */
final class ObjectiveCheck {
  private ObjectiveCheck() {}

  static void require(Manifest manifest, Profile profile) {
    Objective objective = manifest.objective();
    if (objective.equals(Objective.NONE) || profile.isEmpty()) {
      return;
    }
    Optional<Profile.Point> best = best(profile, manifest.resources().cpuMillis());
    if (best.isPresent() && best.get().nanos() > objective.latencyNanos()) {
      throw unreachable(manifest, best.get());
    }
  }

  private static Optional<Profile.Point> best(Profile profile, int cpuMillis) {
    return profile.points().stream()
        .filter(point -> point.rows() == 1 && point.cpuMillis() <= cpuMillis)
        .min(Comparator.comparingLong(Profile.Point::nanos));
  }

  private static Problem unreachable(Manifest manifest, Profile.Point best) {
    return Problem.badRequest(
        ("no configuration of '%s' meets its objective of %s ms: the best of those known within its"
             + " %s cores takes %s ms a run (%s cores, 1 row, %s, waiting left out); raise"
             + " objective.latency or resources.cpu, or profile the model again if this machine was"
             + " busy")
            .formatted(
                manifest.name(),
                millis(manifest.objective().latencyNanos()),
                manifest.resources().cpuMillis() / 1e3,
                millis(best.nanos()),
                best.cpuMillis() / 1e3,
                best.source().name().toLowerCase(java.util.Locale.ROOT)));
  }

  private static String millis(long nanos) {
    return "%.3f".formatted(nanos / 1e6).replaceFirst("\\.?0+$", "");
  }
}
