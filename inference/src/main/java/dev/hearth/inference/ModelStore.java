package dev.hearth.inference;

import dev.hearth.inference.ModelException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Models' files, each under the SHA-256 digest of its bytes and written once. Thread-safe; several
 * processes may share a directory.
 *
 * <pre>
 * sha256/DIGEST     the files, complete or absent
 * sources/DIGEST    for each source, by the digest of its text: what it was when last fetched
 * incoming/RANDOM   files under way, locked by the process that writes them
 * partial/DIGEST    what has come of unfinished downloads, to be continued
 * </pre>
 *
 * <p>Each step is a file forced to disk and renamed into place, in the order above, so a kill at
 * any moment leaves at worst an unlocked incoming file, which the next start removes.
 */
public final class ModelStore {
  private final Path files;
  private final SourceIndex index;
  private final Incoming incoming;
  private final Retention retention;
  private final SourceReader reader;
  private final Map<ModelSource, CompletableFuture<Artifact>> underWay = new ConcurrentHashMap<>();

  /**
   * Opens a store, creating the directory if need be, and clears what a crash left behind.
   *
   * @throws ModelException if the directory cannot be used
   */
  public ModelStore(Path directory) {
    this(directory, DownloadConfig.DEFAULTS);
  }

  /**
   * Opens a store that downloads within limits.
   *
   * @throws ModelException if the directory cannot be used
   */
  public ModelStore(Path directory, DownloadConfig downloads) {
    this(
        directory,
        new StandardReader(
            new HttpReader(
                partials(directory, downloads, InstantSource.system()), downloads, Thread::sleep)));
  }

  ModelStore(Path directory, SourceReader reader) {
    this.reader = reader;
    try {
      Path root = Files.createDirectories(directory.toAbsolutePath());
      files = Files.createDirectories(root.resolve("sha256"));
      index = new SourceIndex(Files.createDirectories(root.resolve("sources")));
      incoming = new Incoming(Files.createDirectories(root.resolve("incoming")));
      incoming.clearLeftovers();
      retention = new Retention(files);
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  /** Where a file of this store is, now that the store may have been moved since it was kept. */
  public Artifact located(Artifact kept) {
    return new Artifact(kept.source(), kept.sha256(), files.resolve(kept.sha256()), kept.bytes());
  }

  /** The unfinished downloads of a store, without those that are too old. */
  static Partials partials(Path directory, DownloadConfig downloads, InstantSource clock) {
    try {
      var partials = new Partials(directory.resolve("partial"));
      partials.clearOlderThan(clock.instant().minus(downloads.keepPartial()));
      return partials;
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  private static ModelException unusable(Path directory, IOException e) {
    return new ModelException(
        Code.STORE_FAILED,
        "the model store at "
            + directory
            + " cannot be used: "
            + e
            + "; check that the directory is writable",
        e);
  }

  /**
   * Brings a model here unless it is here already; blocks while it does. Concurrent calls for one
   * source transfer it once, and all but the first see no progress. A local file is taken again if
   * its size or modification time has changed, a Maven snapshot always, and what an HTTP server
   * gives unless the server says that it is the same or its digest is named.
   *
   * @throws ModelException naming the source; the store is then as it was before
   */
  public Artifact fetch(ModelSource source, Progress.Listener listener) {
    var mine = new CompletableFuture<Artifact>();
    CompletableFuture<Artifact> running = underWay.putIfAbsent(source, mine);
    if (running != null) {
      return await(running);
    }
    try {
      Artifact artifact = fetchAlone(source, listener);
      mine.complete(artifact);
      return artifact;
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      underWay.remove(source, mine);
    }
  }

  /** What the store holds of a source since its last fetch, whether or not the source still is. */
  public Optional<Artifact> held(ModelSource source) {
    return index.find(source).flatMap(entry -> held(source, entry));
  }

  /**
   * Reads the whole file and compares its digest.
   *
   * @throws ModelException with {@link ModelException.Code#CHECKSUM_MISMATCH} if it differs; the
   *     file is then taken out of the store, so that the next fetch brings it again
   */
  public void verify(Artifact artifact) {
    try {
      String actual = Digests.sha256(artifact.path());
      if (!actual.equals(artifact.sha256())) {
        Files.deleteIfExists(artifact.path());
        throw new ModelException(
            Code.CHECKSUM_MISMATCH,
            "the stored file of '"
                + artifact.source()
                + "' has digest "
                + actual
                + " instead of "
                + artifact.sha256()
                + "; it is removed, fetch it again");
      }
    } catch (IOException e) {
      throw new ModelException(
          Code.STORE_FAILED,
          "the stored file of '" + artifact.source() + "' cannot be read: " + e,
          e);
    }
  }

  /**
   * Removes, when it is run, the files that are not needed, and what is known of their sources. To
   * be called while no {@link #fetch} is under way; those that begin later are safe from it.
   *
   * @param digests of files that stay
   * @param others digests of more that stay, asked when it is run
   */
  public Runnable cleaning(Set<String> digests, Supplier<Set<String>> others) {
    retention.settle();
    return () -> {
      var needed = new HashSet<>(digests);
      needed.addAll(others.get());
      try {
        retention.retain(needed);
        index.retain(files);
      } catch (IOException e) {
        throw new ModelException(
            Code.STORE_FAILED, "files that nobody needs could not be removed: " + e, e);
      }
    };
  }

  private static Artifact await(CompletableFuture<Artifact> running) {
    try {
      return running.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ModelException cause) {
        throw new ModelException(cause.code(), String.valueOf(cause.getMessage()), cause);
      }
      throw e;
    }
  }

  private Artifact fetchAlone(ModelSource source, Progress.Listener listener) {
    String version = reader.version(source);
    Optional<Artifact> known =
        index
            .find(source)
            .filter(entry -> !version.isEmpty() && entry.version().equals(version))
            .flatMap(
                entry -> {
                  retention.keep(entry.sha256());
                  return held(source, entry);
                });
    return known.orElseGet(() -> bring(source, version, listener));
  }

  private Optional<Artifact> held(ModelSource source, SourceIndex.Entry entry) {
    Path file = files.resolve(entry.sha256());
    try {
      return Files.size(file) == entry.bytes()
          ? Optional.of(new Artifact(source, entry.sha256(), file, entry.bytes()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Artifact bring(ModelSource source, String version, Progress.Listener listener) {
    try (SourceReader.Opened opened = reader.open(source, listener);
        Incoming.Part part = incoming.begin(source)) {
      part.receive(opened);
      retention.keep(part.sha256());
      Path file = part.keepIn(files);
      var entry = new SourceIndex.Entry(source.toString(), version, part.sha256(), part.bytes());
      index.put(source, entry, incoming);
      opened.stored().run();
      return new Artifact(source, part.sha256(), file, part.bytes());
    } catch (IOException e) {
      throw Incoming.storeFailure(source, e);
    }
  }
}
