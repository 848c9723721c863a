package dev.hearth.node;

import dev.hearth.inference.DownloadConfig;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.ModelStore;
import dev.hearth.inference.profile.ProfileException;
import dev.hearth.inference.profile.VersionedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node keeps, in a directory that one node has at a time.
 *
 * <pre>
 * lock             held while a node runs, whoever ends it
 * version          in which version all this is that does not say so itself
 * deployments.db   what is deployed
 * models/          the models' files
 * profiles/        how long models' runs take on this machine
 * </pre>
 */
final class DataDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);

  /** Directories from before there was one are as version 1 has it. */
  private static final VersionedFile VERSION =
      new VersionedFile("hearth-data", 1, "name another data directory with --data");

  /** A lock is the process's, and closing any channel to the file drops it: never open our own. */
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path lockFile;
  private final FileChannel lock;
  private final SqliteStore store;
  private final ModelStore models;
  private final Path profiles;

  private DataDirectory(
      Path lockFile, FileChannel lock, SqliteStore store, ModelStore models, Path profiles) {
    this.lockFile = lockFile;
    this.lock = lock;
    this.store = store;
    this.models = models;
    this.profiles = profiles;
  }

  /**
   * Takes a directory, creating it if need be, and clears what a crash left behind.
   *
   * @throws ConfigurationException if another node has it or it cannot be used
   */
  static DataDirectory open(Path directory, DownloadConfig downloads) {
    Path lockFile = lockFile(directory);
    if (!OURS.add(lockFile)) {
      throw inUse(directory);
    }
    FileChannel lock = null;
    SqliteStore store = null;
    try {
      lock = locked(directory, lockFile);
      requireVersion(directory.resolve("version"));
      store = SqliteStore.open(directory.resolve("deployments.db"));
      var models = new ModelStore(directory.resolve("models"), downloads);
      models.cleaning(Set.of(), store::digests).run();
      return new DataDirectory(lockFile, lock, store, models, directory.resolve("profiles"));
    } catch (IOException | RuntimeException e) {
      release(lockFile, lock, store);
      throw e instanceof ConfigurationException refused ? refused : unusable(directory, e);
    }
  }

  /** Whether a node has the directory now, this process's or another's. Changes nothing. */
  static boolean held(Path directory) {
    try {
      Path lockFile = directory.toRealPath().resolve("lock");
      if (OURS.contains(lockFile)) {
        return true;
      }
      try (var channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        return lock == null;
      }
    } catch (IOException _) {
      return false;
    }
  }

  /** Refuses what a later Hearth wrote before anything of it is touched. */
  private static void requireVersion(Path file) {
    try {
      if (VERSION.read(file).isEmpty()) {
        VERSION.write(file, List.of());
      }
    } catch (ProfileException e) {
      throw new ConfigurationException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      // A disk may be full when a node starts; nothing but the next start needs this file.
      LOG.warn("{} could not be written: {}", file, e.toString());
    }
  }

  private static Path lockFile(Path directory) {
    try {
      return Files.createDirectories(directory).toRealPath().resolve("lock");
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  private static FileChannel locked(Path directory, Path lockFile) throws IOException {
    var channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    if (lock == null) {
      throw inUse(directory);
    }
    return channel;
  }

  private static ConfigurationException inUse(Path directory) {
    return new ConfigurationException(
        "another node uses the data directory %s; stop it, or name another directory with --data"
            .formatted(directory));
  }

  private static ConfigurationException unusable(Path directory, Exception cause) {
    boolean said = cause instanceof ModelException || cause instanceof StoreFailure;
    return new ConfigurationException(
        "the data directory %s cannot be used: %s; name another with --data"
            .formatted(directory, said ? cause.getMessage() : cause.toString()));
  }

  SqliteStore store() {
    return store;
  }

  ModelStore models() {
    return models;
  }

  /** Where profiles are kept; made when the first one is. */
  Path profiles() {
    return profiles;
  }

  @Override
  public void close() {
    release(lockFile, lock, store);
  }

  private static void release(
      Path lockFile, @Nullable FileChannel lock, @Nullable SqliteStore store) {
    try (lock;
        store) {
      OURS.remove(lockFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
