package dev.hearth.node;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.admin.ProfileRequest;
import dev.hearth.gateway.admin.ProfileStatus;
import dev.hearth.gateway.admin.Profiles;
import dev.hearth.inference.profile.ProfileRecord;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.ProfileTable;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Profiles models, one at a time, and puts what is found in force. Owned by the event loop; what
 * blocks happens elsewhere.
 */
final class Profiling implements Profiles {
  private static final Logger LOG = LoggerFactory.getLogger(Profiling.class);
  private static final int MAX_POINTS = 4_096;
  private static final long RETRY_NANOS = 5_000_000_000L;
  private static final String UPLOADED = "uploaded";

  private final Catalogue catalogue;
  private final ProfileBook book;
  private final ProfileRuns runs;
  private final Rollout rollout;
  private final Background background;
  private final LongSupplier epochSeconds;

  Profiling(
      Catalogue catalogue,
      ProfileBook book,
      ProfileRuns runs,
      Rollout rollout,
      Background background,
      LongSupplier epochSeconds) {
    this.catalogue = catalogue;
    this.book = book;
    this.runs = runs;
    this.rollout = rollout;
    this.background = background;
    this.epochSeconds = epochSeconds;
  }

  @Override
  public void profile(String name, ProfileRequest request, Listener listener) {
    Deployed version = version(name);
    if (runs.underWay()) {
      throw Problem.passing(
          429,
          "another model is being profiled, and two would disturb each other; try again",
          RETRY_NANOS);
    }
    runs.start(version, request, listener)
        .compose(found -> keep(version, found.inputs(), before -> merged(before, found.profile())))
        .onSuccess(_ -> profiled(version, listener))
        .onFailure(cause -> listener.failed(problem(name, cause)));
  }

  /** The points found, in the place of those known of the same configurations. */
  private static Profile merged(Profile before, Profile found) {
    Profile merged = before;
    for (Profile.Point point : found.points()) {
      merged = merged.with(point);
    }
    return found.contention() > 0 ? merged.withContention(found.contention()) : merged;
  }

  /** Keeps what is made of the profile of the same inputs, then puts it in force. */
  private Future<Void> keep(Deployed version, String inputs, UnaryOperator<Profile> change) {
    return background
        .run(
            () -> {
              Profile before =
                  book.find(version)
                      .filter(record -> record.inputs().equals(inputs))
                      .map(ProfileRecord::profile)
                      .orElse(Profile.NONE);
              book.put(record(version, inputs, change.apply(before)));
            })
        .onSuccess(_ -> renew(version));
  }

  private ProfileRecord record(Deployed version, String inputs, Profile profile) {
    return new ProfileRecord(
        ProfileBook.digest(version),
        book.machine(),
        version.name(),
        inputs,
        epochSeconds.getAsLong(),
        profile);
  }

  /** Tells the kernel what is known now of every version with the same contents. */
  private void renew(Deployed profiled) {
    String digest = ProfileBook.digest(profiled);
    catalogue.all().stream()
        .flatMap(model -> model.all().stream())
        .filter(version -> version.loaded() && ProfileBook.digest(version).equals(digest))
        .forEach(rollout::renew);
  }

  private void profiled(Deployed version, Listener listener) {
    LOG.info("'{}' version {} was profiled", version.name(), version.version());
    listener.profiled(book.find(version).map(record -> ProfileStatuses.of(version, record)));
  }

  @Override
  public ProfileStatus find(String name) {
    Deployed version = version(name);
    return ProfileStatuses.of(version, record(version));
  }

  private ProfileRecord record(Deployed version) {
    return book.find(version)
        .orElseThrow(
            () ->
                Problem.notFound(
                    "nothing is known of how long runs of '%s' take on this machine; 'hearth profile %s' measures it"
                        .formatted(version.name(), version.name())));
  }

  @Override
  public ProfileStatus.PointStatus at(String name, int cpuMillis, int rows) {
    Deployed version = version(name);
    record(version);
    return book.inForce(version)
        .at(cpuMillis, 0, rows)
        .map(estimate -> ProfileStatuses.point(cpuMillis, 0, rows, estimate))
        .orElseThrow(
            () ->
                Problem.notFound(
                    "%s cores and %d rows lie outside of what is known of '%s', and nothing is guessed beyond it; profile more threads or batches"
                        .formatted(cpuMillis / 1e3, rows, name)));
  }

  @Override
  public void put(String name, List<String> table, Listener listener) {
    Deployed version = version(name);
    Profile profile = uploaded(name, table);
    keep(version, UPLOADED, _ -> profile)
        .onSuccess(_ -> profiled(version, listener))
        .onFailure(cause -> listener.failed(problem(name, cause)));
  }

  private static Profile uploaded(String name, List<String> table) {
    try {
      var profiles = ProfileTable.parse(table, Double.MAX_VALUE);
      Profile profile = profiles.get(name);
      if (profile == null) {
        throw Problem.badRequest(
            "the table has no line of '%s' but of %s; the first column names the model"
                .formatted(name, profiles.keySet()));
      }
      if (profile.points().size() > MAX_POINTS) {
        throw Problem.badRequest(
            "the table has %d lines of '%s' and may have %d"
                .formatted(profile.points().size(), name, MAX_POINTS));
      }
      return profile;
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void remove(String name, Listener listener) {
    Deployed version = version(name);
    record(version);
    background
        .run(() -> book.remove(version))
        .onSuccess(
            _ -> {
              renew(version);
              listener.profiled(Optional.empty());
            })
        .onFailure(cause -> listener.failed(problem(name, cause)));
  }

  @Override
  public List<String> table() {
    var lines = new ArrayList<String>();
    lines.add("# milliseconds of a run with nothing beside it; " + book.machine());
    var profiles = new TreeMap<String, Profile>();
    book.byName(catalogue.all())
        .forEach(
            (name, record) -> {
              lines.add("# %s: %s".formatted(name, record.inputs()));
              profiles.put(name, record.profile());
            });
    lines.addAll(ProfileTable.format(profiles));
    return lines;
  }

  private Deployed version(String name) {
    return catalogue
        .find(name)
        .map(ModelVersions::inForce)
        .orElseThrow(() -> Problem.notFound("no model '" + name + "' is deployed"));
  }

  private static Problem problem(String name, Throwable cause) {
    if (cause instanceof Problem problem) {
      return problem;
    }
    LOG.error("the profile of '{}' failed", name, cause);
    return Problem.of(500, "'%s' was not profiled: %s".formatted(name, cause.getMessage()));
  }
}
