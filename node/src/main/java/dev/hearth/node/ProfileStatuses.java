package dev.hearth.node;

import dev.hearth.gateway.admin.ProfileStatus;
import dev.hearth.inference.profile.ProfileRecord;
import dev.hearth.kernel.Profile;
import java.time.Instant;
import java.util.Locale;

/** Profiles as the admin interface shows them. */
final class ProfileStatuses {
  private static final String NOTE =
      "Times of this machine with nothing beside them: whatever ran while they were measured, such"
          + " as requests of other models, is in them.";
  private static final double CORE = 1_000;

  private ProfileStatuses() {}

  static ProfileStatus of(Deployed version, ProfileRecord record) {
    return new ProfileStatus(
        version.name(),
        version.version(),
        record.digest(),
        record.machine(),
        record.inputs(),
        Instant.ofEpochSecond(record.epochSecond()).toString(),
        record.profile().contention(),
        record.profile().points().stream().map(ProfileStatuses::point).toList(),
        NOTE);
  }

  static ProfileStatus.PointStatus point(Profile.Point point) {
    return point(
        point.cpuMillis(),
        point.gpuPercent(),
        point.rows(),
        new Profile.Estimate(point.nanos(), point.source()));
  }

  static ProfileStatus.PointStatus point(
      int cpuMillis, int gpuPercent, int rows, Profile.Estimate estimate) {
    return new ProfileStatus.PointStatus(
        cpuMillis / CORE,
        gpuPercent,
        rows,
        estimate.nanos(),
        estimate.source().name().toLowerCase(Locale.ROOT));
  }
}
