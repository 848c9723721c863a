package dev.hearth.inference;

import dev.hearth.inference.ModelSource.HttpSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The directory of unfinished downloads.
 *
 * <pre>
 * DIGEST          what has come, by the digest of the address; locked by who writes it
 * DIGEST.entity   of which content it is, and how much of it is surely on disk
 * </pre>
 */
final class Partials {
  /** A lock is the process's, and closing any channel to the file drops it: never open our own. */
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path directory;

  /** Opens the directory, creating it if need be. */
  Partials(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory.toAbsolutePath());
  }

  /**
   * Removes what nobody has continued since a moment, or can continue, and no living process holds.
   */
  void clearOlderThan(Instant moment) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        clear(file, moment);
      }
    }
  }

  private static void clear(Path file, Instant moment) throws IOException {
    try {
      boolean old = Files.getLastModifiedTime(file).toInstant().isBefore(moment);
      if (OURS.contains(file) || !(old || unusable(file))) {
        return;
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          Files.deleteIfExists(file);
        }
      }
    } catch (NoSuchFileException e) {
      return; // another process cleared it
    }
  }

  /** Whether it was not written down what it is part of, or writing it down was cut short. */
  private static boolean unusable(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(Partial.NEXT)
        || (!name.endsWith(Partial.RECORD) && !Files.exists(Partial.recordOf(file)));
  }

  /** What has come of a source; a new file of its own if another fetch writes that just now. */
  Partial take(HttpSource source) throws IOException {
    Path file =
        directory.resolve(
            Digests.sha256(source.address().toString().getBytes(StandardCharsets.UTF_8)));
    Optional<Partial> shared = open(source, file, false);
    return shared.isPresent() ? shared.get() : own(source);
  }

  private Partial own(HttpSource source) throws IOException {
    Path file = directory.resolve(UUID.randomUUID().toString());
    return open(source, file, true)
        .orElseThrow(() -> new IOException("the new file " + file + " is locked already"));
  }

  /** Nothing if the file is being written. */
  private static Optional<Partial> open(HttpSource source, Path file, boolean temporary)
      throws IOException {
    if (!OURS.add(file)) {
      return Optional.empty();
    }
    try {
      Optional<FileChannel> channel = locked(file);
      if (channel.isEmpty()) {
        OURS.remove(file);
        return Optional.empty();
      }
      return Optional.of(new Partial(source, file, channel.get(), temporary));
    } catch (IOException | RuntimeException e) {
      OURS.remove(file);
      throw e;
    }
  }

  private static Optional<FileChannel> locked(Path file) throws IOException {
    var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
      return lock == null ? Optional.empty() : Optional.of(channel);
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
  }

  static void release(Path file) {
    OURS.remove(file);
  }
}
