package dev.hearth.node;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The versions of one model, at least one, and how its requests are shared out among them. Each
 * version is a function of the kernel's own; a change makes another of these.
 *
 * @param last the highest number a version of this model ever had
 * @param versions by number
 */
record ModelVersions(
    String name, int last, SortedMap<Integer, Deployed> versions, Traffic traffic) {
  ModelVersions {
    versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    if (versions.isEmpty() || !versions.keySet().containsAll(traffic.percents().keySet())) {
      throw new IllegalArgumentException(
          "'%s' has the versions %s but the traffic %s"
              .formatted(name, versions.keySet(), traffic.percents()));
    }
    last = Math.max(last, versions.lastKey());
  }

  static ModelVersions of(Deployed only) {
    return new ModelVersions(
        only.name(),
        only.number(),
        new TreeMap<>(Map.of(only.number(), only)),
        Traffic.to(only.number()));
  }

  /** The version that gets the most requests. */
  Deployed inForce() {
    return find(traffic.inForce()).orElseThrow();
  }

  Deployed newest() {
    return find(versions.lastKey()).orElseThrow();
  }

  Optional<Deployed> find(int version) {
    return Optional.ofNullable(versions.get(version));
  }

  List<Deployed> all() {
    return List.copyOf(versions.values());
  }

  boolean loaded() {
    return inForce().loaded();
  }

  /** A new version takes everything, and the others go. */
  ModelVersions replacedBy(Deployed newest) {
    var next = of(newest);
    return new ModelVersions(name, Math.max(last, newest.number()), next.versions, next.traffic);
  }

  /**
   * A new version beside the others.
   *
   * @param percent what it gets of the traffic; the others keep their proportions
   * @param most versions that may be; the oldest without traffic go
   * @throws IllegalArgumentException if they would be more, and all have traffic
   */
  ModelVersions joinedBy(Deployed newest, int percent, int most) {
    var more = new TreeMap<>(versions);
    more.put(newest.number(), newest);
    var shared = traffic.with(newest.number(), percent);
    while (more.size() > most) {
      OptionalInt idle =
          more.keySet().stream()
              .mapToInt(Integer::intValue)
              .filter(version -> version != newest.number() && shared.percent(version) == 0)
              .findFirst();
      more.remove(
          idle.orElseThrow(
              () ->
                  new IllegalArgumentException(
                      ("'%s' would have %d versions with traffic but may have %d; "
                              + "take the traffic from one, or raise limits.versions")
                          .formatted(name, more.size(), most))));
    }
    return new ModelVersions(name, Math.max(last, newest.number()), more, shared);
  }

  /** A new version takes the place of one, and its traffic. */
  ModelVersions replacing(Deployed old, Deployed version) {
    var others = new TreeMap<>(versions);
    others.remove(old.number());
    others.put(version.number(), version);
    return new ModelVersions(
        name,
        Math.max(last, version.number()),
        others,
        traffic.replacing(old.number(), version.number()));
  }

  ModelVersions with(Traffic other) {
    return new ModelVersions(name, last, versions, other);
  }

  /**
   * Without a version.
   *
   * @throws IllegalArgumentException if it gets traffic
   */
  ModelVersions without(int version) {
    if (traffic.percent(version) > 0) {
      throw new IllegalArgumentException(
          "version %d of '%s' gets %d %% of the traffic; give it to another version first"
              .formatted(version, name, traffic.percent(version)));
    }
    var others = new TreeMap<>(versions);
    others.remove(version);
    return new ModelVersions(name, last, others, traffic);
  }

  /** All versions taking requests, or none. */
  ModelVersions withLoaded(boolean now) {
    var changed = new TreeMap<Integer, Deployed>();
    versions.forEach((number, version) -> changed.put(number, version.withLoaded(now)));
    return new ModelVersions(name, last, changed, traffic);
  }

  StoredVersions stored() {
    return new StoredVersions(
        name, last, traffic.percents(), all().stream().map(StoredModel::of).toList());
  }
}
