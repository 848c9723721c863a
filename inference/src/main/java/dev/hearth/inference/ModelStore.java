package dev.hearth.inference;

import java.nio.file.Path;

/**
 * Models' files, each under the SHA-256 digest of its bytes and written once. Thread-safe; several
 * processes may share a directory.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class ModelStore {
  private final Path directory;

  /**
   * Opens a store, creating the directory if need be, and clears what a crash left behind.
   *
   * @throws ModelException if the directory cannot be used
   */
  public ModelStore(Path directory) {
    this.directory = directory;
  }

  /**
   * Brings a model here unless it is here already; blocks while it does. Concurrent calls for one
   * source transfer it once.
   *
   * @throws ModelException naming the source; the store is then as it was before
   */
  public Artifact fetch(ModelSource source, Progress.Listener listener) {
    throw new UnsupportedOperationException("not written yet: " + directory);
  }

  /**
   * Reads the whole file and compares its digest.
   *
   * @throws ModelException with {@link ModelException.Code#CHECKSUM_MISMATCH} if it differs; the
   *     file is then taken out of the store, so that the next fetch brings it again
   */
  public void verify(Artifact artifact) {
    throw new UnsupportedOperationException("not written yet: " + artifact);
  }
}
