package dev.hearth.inference.profile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The profiles of models, by what was profiled and the machine it was measured on, in one text file
 * that is replaced as a whole. Past the limit the oldest go. Thread-safe.
 */
public final class ProfileDatabase {
  /** Profiles kept at most. */
  public static final int MAX_PROFILES = 1_000;

  private record Key(String digest, String machine) {
    static Key of(ProfileRecord record) {
      return new Key(record.digest(), record.machine());
    }
  }

  private final Path file;
  private final int limit;
  private final Map<Key, ProfileRecord> records = new LinkedHashMap<>();

  private ProfileDatabase(Path file, int limit) {
    this.file = file;
    this.limit = limit;
  }

  /**
   * Reads what is kept in a file; there is nothing without one.
   *
   * @throws ProfileException if it cannot be read, or a later version wrote it
   */
  public static ProfileDatabase open(Path file) {
    return open(file, MAX_PROFILES);
  }

  static ProfileDatabase open(Path file, int limit) {
    var database = new ProfileDatabase(file, limit);
    for (ProfileRecord record : ProfileFile.read(file)) {
      database.records.put(Key.of(record), record);
    }
    return database;
  }

  /** What is known of a digest on a machine. */
  public synchronized Optional<ProfileRecord> find(String digest, String machine) {
    return Optional.ofNullable(records.get(new Key(digest, machine)));
  }

  public synchronized List<ProfileRecord> all() {
    return List.copyOf(records.values());
  }

  /**
   * Keeps a profile in the place of the one of its digest and machine; durable when this returns.
   *
   * @throws UncheckedIOException if it cannot be written; then everything stays as it was
   */
  public synchronized void put(ProfileRecord record) {
    var next = new LinkedHashMap<>(records);
    next.remove(Key.of(record));
    next.put(Key.of(record), record);
    while (next.size() > limit) {
      next.remove(Key.of(oldest(next.values())));
    }
    replace(next);
  }

  /** Forgets a profile; whether there was one. */
  public synchronized boolean remove(String digest, String machine) {
    var next = new LinkedHashMap<>(records);
    boolean was = next.remove(new Key(digest, machine)) != null;
    if (was) {
      replace(next);
    }
    return was;
  }

  private static ProfileRecord oldest(Collection<ProfileRecord> records) {
    return records.stream().min(Comparator.comparingLong(ProfileRecord::epochSecond)).orElseThrow();
  }

  private void replace(Map<Key, ProfileRecord> next) {
    try {
      ProfileFile.write(file, List.copyOf(next.values()));
    } catch (IOException e) {
      throw new UncheckedIOException("the profiles cannot be kept in " + file + ": " + e, e);
    }
    records.clear();
    records.putAll(next);
  }
}
