package dev.hearth.gateway.admin;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A node's flight recordings. All methods may block, and throw a problem to be told. */
public interface Recordings {
  /**
   * One of them.
   *
   * @param state {@code recording} or {@code done}
   * @param bytes what it holds, or how large its file is
   */
  record Status(int id, String state, int seconds, long bytes) {}

  /** Begins one that ends by itself. */
  Status start(int seconds);

  /** Those that are kept, the oldest first. */
  List<Status> all();

  Optional<Status> find(int id);

  /** The file of one that is done. */
  Optional<Path> file(int id);

  /** Ends it and deletes its file; false if there is none. */
  boolean discard(int id);
}
