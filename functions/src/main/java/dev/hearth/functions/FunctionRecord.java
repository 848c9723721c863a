package dev.hearth.functions;

import static dev.hearth.functions.FunctionVersion.LATEST;

import dev.hearth.functions.FunctionException.Code;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is kept of a function; each change makes another one. Maps whose keys are not said hold
 * something for a qualifier: {@code $LATEST}, a version or an alias.
 *
 * @param createdMillis in milliseconds since 1970
 * @param versions published ones, the oldest first
 * @param lastVersion the highest number that was ever given
 * @param aliases by name
 * @param reserved calls of all versions together at once
 * @param provisioned instances that are kept ready
 * @param statements of its resource policy as JSON, by their ids: kept and shown, not enforced
 */
public record FunctionRecord(
    String name,
    long createdMillis,
    SortedMap<String, String> tags,
    VersionRecord latest,
    List<VersionRecord> versions,
    int lastVersion,
    SortedMap<String, Alias> aliases,
    OptionalInt reserved,
    SortedMap<String, Integer> provisioned,
    SortedMap<String, EventConfiguration> events,
    SortedMap<String, FunctionUrl> urls,
    SortedMap<String, String> statements) {
  /** The tag of what a manifest deployed; it says where the code came from. */
  public static final String FROM = "hearth:from";

  public FunctionRecord {
    tags = copy(tags);
    versions = List.copyOf(versions);
    aliases = copy(aliases);
    provisioned = copy(provisioned);
    events = copy(events);
    urls = copy(urls);
    statements = copy(statements);
  }

  private static <T> SortedMap<String, T> copy(Map<String, T> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }

  static FunctionRecord of(String name, VersionRecord latest, Map<String, String> tags) {
    return new FunctionRecord(
        name,
        latest.modifiedMillis(),
        copy(tags),
        latest,
        List.of(),
        0,
        copy(Map.of()),
        OptionalInt.empty(),
        copy(Map.of()),
        copy(Map.of()),
        copy(Map.of()),
        copy(Map.of()));
  }

  /** The version of a number, or the newest code. */
  public Optional<VersionRecord> find(String version) {
    return LATEST.equals(version)
        ? Optional.of(latest)
        : versions.stream().filter(each -> each.version().equals(version)).findFirst();
  }

  /**
   * The version that a qualifier stands for; of an alias the main one.
   *
   * @throws FunctionException if it stands for none
   */
  public VersionRecord version(String qualifier) {
    Alias alias = aliases.get(qualifier);
    String number = alias == null ? qualifier : alias.version();
    return find(number).orElseThrow(() -> missing(qualifier));
  }

  public FunctionException missing(String qualifier) {
    return new FunctionException(
        Code.RESOURCE_NOT_FOUND,
        "Function not found: %s; %s has no version or alias of that name"
            .formatted(FunctionName.arn(name, qualifier), name));
  }

  /** Instances of a version to be kept ready, by its own number and by what stands for it. */
  int provisionedFor(String version) {
    int sum = 0;
    for (Map.Entry<String, Integer> each : provisioned.entrySet()) {
      Alias alias = aliases.get(each.getKey());
      sum += version.equals(alias == null ? each.getKey() : alias.version()) ? each.getValue() : 0;
    }
    return sum;
  }

  Concurrency concurrency(String version) {
    return new Concurrency(reserved, provisionedFor(version));
  }

  /** Whether a version is called by more than its number. */
  boolean inUse(String version) {
    return LATEST.equals(version)
        || provisionedFor(version) > 0
        || aliases.values().stream().anyMatch(alias -> alias.names(version));
  }

  FunctionRecord withLatest(VersionRecord changed) {
    return with(tags, changed, versions, lastVersion, aliases);
  }

  public FunctionRecord withTags(Map<String, String> changed) {
    return with(copy(changed), latest, versions, lastVersion, aliases);
  }

  /** The newest version if it is what the newest code would become. */
  Optional<VersionRecord> unchangedSincePublished() {
    return versions.isEmpty() || !versions.getLast().sameAs(latest)
        ? Optional.empty()
        : Optional.of(versions.getLast());
  }

  FunctionRecord published(Optional<String> description, String revision, int limit) {
    if (versions.size() >= limit) {
      throw new FunctionException(
          Code.RESOURCE_CONFLICT,
          "%s has %d versions, which is the limit; delete some".formatted(name, limit));
    }
    FunctionConfiguration configuration = latest.configuration();
    var all = new ArrayList<>(versions);
    all.add(
        latest.as(
            Integer.toString(lastVersion + 1),
            configuration.withDescription(description.orElse(configuration.description())),
            revision));
    return with(tags, latest, all, lastVersion + 1, aliases);
  }

  public FunctionRecord withoutVersion(String version) {
    if (LATEST.equals(version)) {
      throw new FunctionException(
          Code.INVALID_PARAMETER_VALUE,
          "$LATEST cannot be deleted by itself; leave out the qualifier to delete the function");
    }
    if (find(version).isEmpty()) {
      throw missing(version);
    }
    List<String> naming =
        aliases.values().stream().filter(alias -> alias.names(version)).map(Alias::name).toList();
    if (!naming.isEmpty()) {
      throw new FunctionException(
          Code.RESOURCE_CONFLICT,
          "version %s is what the aliases %s stand for; change or delete these first"
              .formatted(version, String.join(", ", naming)));
    }
    List<VersionRecord> left =
        versions.stream().filter(each -> !each.version().equals(version)).toList();
    return with(tags, latest, left, lastVersion, aliases).forgetting(version);
  }

  public FunctionRecord withAlias(Alias alias) {
    version(alias.version());
    alias.weights().keySet().forEach(this::requirePublished);
    if (!alias.weights().isEmpty()) {
      requirePublished(alias.version());
    }
    var all = new TreeMap<>(aliases);
    all.put(alias.name(), alias);
    return with(tags, latest, versions, lastVersion, all);
  }

  private void requirePublished(String version) {
    if (LATEST.equals(version) || find(version).isEmpty()) {
      throw new FunctionException(
          Code.INVALID_PARAMETER_VALUE,
          "calls can be shared out among published versions only, which '%s' is not"
              .formatted(version));
    }
  }

  public FunctionRecord withoutAlias(String alias) {
    var all = new TreeMap<>(aliases);
    all.remove(alias);
    return with(tags, latest, versions, lastVersion, all).forgetting(alias);
  }

  private FunctionRecord forgetting(String qualifier) {
    return new FunctionRecord(
        name,
        createdMillis,
        tags,
        latest,
        versions,
        lastVersion,
        aliases,
        reserved,
        without(provisioned, qualifier),
        without(events, qualifier),
        without(urls, qualifier),
        statements);
  }

  private static <T> SortedMap<String, T> without(SortedMap<String, T> map, String key) {
    var left = new TreeMap<>(map);
    left.remove(key);
    return left;
  }

  private static <T> SortedMap<String, T> put(
      SortedMap<String, T> map, String key, Optional<T> value) {
    var all = new TreeMap<>(map);
    value.ifPresentOrElse(present -> all.put(key, present), () -> all.remove(key));
    return all;
  }

  private FunctionRecord with(
      SortedMap<String, String> newTags,
      VersionRecord newLatest,
      List<VersionRecord> newVersions,
      int newLast,
      SortedMap<String, Alias> newAliases) {
    return new FunctionRecord(
        name,
        createdMillis,
        newTags,
        newLatest,
        newVersions,
        newLast,
        newAliases,
        reserved,
        provisioned,
        events,
        urls,
        statements);
  }

  /** Calls at once; none turns every call away, absent leaves it to the node. */
  public FunctionRecord withReserved(OptionalInt calls) {
    return with(calls, provisioned, events, urls, statements);
  }

  public FunctionRecord withProvisioned(String qualifier, Optional<Integer> instances) {
    version(qualifier);
    return with(reserved, put(provisioned, qualifier, instances), events, urls, statements);
  }

  public FunctionRecord withEvents(String qualifier, Optional<EventConfiguration> changed) {
    version(qualifier);
    return with(reserved, provisioned, put(events, qualifier, changed), urls, statements);
  }

  public FunctionRecord withUrl(String qualifier, Optional<FunctionUrl> url) {
    version(qualifier);
    return with(reserved, provisioned, events, put(urls, qualifier, url), statements);
  }

  public FunctionRecord withStatement(String id, Optional<String> statement) {
    return with(reserved, provisioned, events, urls, put(statements, id, statement));
  }

  private FunctionRecord with(
      OptionalInt newReserved,
      SortedMap<String, Integer> newProvisioned,
      SortedMap<String, EventConfiguration> newEvents,
      SortedMap<String, FunctionUrl> newUrls,
      SortedMap<String, String> newStatements) {
    return new FunctionRecord(
        name,
        createdMillis,
        tags,
        latest,
        versions,
        lastVersion,
        aliases,
        newReserved,
        newProvisioned,
        newEvents,
        newUrls,
        newStatements);
  }
}
