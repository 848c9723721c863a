package dev.hearth.policies.mark;

import dev.hearth.kernel.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a type of machine can do for a function: of the batches of which a request can sit out one
 * and run in the next within the objective, {@code 2 t_b <= objective}, or by itself {@code t_1 <=
 * objective}, the one with the most requests a second, {@code b / t_b}.
 *
 * @param rate requests a second
 */
record Offer(InstanceType type, int batch, double rate) {
  private static final int MOST_BATCH = 64;

  static List<Offer> of(List<InstanceType> types, Profile profile, double objectiveSeconds) {
    var offers = new ArrayList<Offer>();
    for (var type : types) {
      of(type, profile, objectiveSeconds).ifPresent(offers::add);
    }
    return offers;
  }

  private static Optional<Offer> of(InstanceType type, Profile profile, double objectiveSeconds) {
    Optional<Offer> best = Optional.empty();
    for (int batch = 1; batch <= MOST_BATCH; batch++) {
      double seconds = seconds(profile, type, batch);
      boolean inTime = seconds > 0 && (batch == 1 ? 1 : 2) * seconds <= objectiveSeconds;
      if (inTime && (best.isEmpty() || batch / seconds > best.get().rate())) {
        best = Optional.of(new Offer(type, batch, batch / seconds));
      }
    }
    return best;
  }

  private static double seconds(Profile profile, InstanceType type, int batch) {
    return profile
        .at(type.resources().cpuMillis(), type.resources().gpuPercent(), batch)
        .map(known -> known.nanos() / 1e9)
        .orElse(-1.0);
  }
}
