package dev.hearth.node;

import dev.hearth.inference.ModelRuntime;
import dev.hearth.inference.profile.MachineName;
import dev.hearth.inference.profile.ProfileDatabase;
import dev.hearth.inference.profile.ProfileException;
import dev.hearth.inference.profile.ProfileRecord;
import dev.hearth.inference.profile.Subject;
import dev.hearth.kernel.Profile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What this machine's profiles say of models. Thread-safe. */
final class ProfileBook {
  private static final int CORE = 1_000;

  private final ProfileDatabase database;
  private final String machine;

  ProfileBook(ProfileDatabase database, String machine) {
    this.database = database;
    this.machine = machine;
  }

  /**
   * What is kept in a directory.
   *
   * @throws ConfigurationException if it cannot be used
   */
  static ProfileBook open(Path directory, ModelRuntime engine) {
    try {
      return new ProfileBook(
          ProfileDatabase.open(directory.resolve("models.txt")),
          MachineName.of(engine.description()));
    } catch (ProfileException e) {
      throw new ConfigurationException(String.valueOf(e.getMessage()));
    }
  }

  String machine() {
    return machine;
  }

  static String digest(Deployed version) {
    return Subject.digest(version.artifact(), version.manifest().pipeline(), version.files());
  }

  Optional<ProfileRecord> find(Deployed version) {
    return database.find(digest(version), machine);
  }

  /** Blocks until it is kept. */
  void put(ProfileRecord record) {
    database.put(record);
  }

  /** Blocks until it is gone; whether there was one. */
  boolean remove(Deployed version) {
    return database.remove(digest(version), machine);
  }

  /** The profile of a version for the kernel. */
  Profile inForce(Deployed version) {
    return inForce(digest(version), version.manifest());
  }

  Profile inForce(Preparation.Prepared prepared) {
    var manifest = prepared.manifest();
    return inForce(
        Subject.digest(prepared.artifact(), manifest.pipeline(), prepared.files()), manifest);
  }

  private Profile inForce(String digest, Manifest manifest) {
    return database
        .find(digest, machine)
        .map(record -> withFractions(record.profile(), manifest.resources().cpuMillis()))
        .orElse(Profile.NONE);
  }

  /**
   * An instance has as many threads as it has whole cores, at least one: fractions of a core beyond
   * those change nothing.
   */
  static Profile withFractions(Profile profile, int cpuMillis) {
    int whole = Math.max(1, cpuMillis / CORE) * CORE;
    if (whole == cpuMillis) {
      return profile;
    }
    var points = new ArrayList<>(profile.points());
    points.removeIf(point -> point.cpuMillis() == cpuMillis);
    profile.points().stream()
        .filter(point -> point.cpuMillis() == whole)
        .map(
            point ->
                new Profile.Point(
                    cpuMillis, point.gpuPercent(), point.rows(), point.nanos(), point.source()))
        .forEach(points::add);
    return new Profile(points, profile.contention());
  }

  /**
   * The profiles of this machine by name: those of deployed models under the names they have now,
   * others under those they were made for.
   */
  SortedMap<String, ProfileRecord> byName(List<ModelVersions> deployed) {
    var named = new TreeMap<String, ProfileRecord>();
    database.all().stream()
        .filter(record -> record.machine().equals(machine))
        .sorted(Comparator.comparingLong(ProfileRecord::epochSecond))
        .forEach(record -> named.put(record.model(), record));
    for (ModelVersions model : deployed) {
      find(model.inForce())
          .ifPresentOrElse(
              record -> named.put(model.name(), record), () -> named.remove(model.name()));
    }
    return named;
  }
}
