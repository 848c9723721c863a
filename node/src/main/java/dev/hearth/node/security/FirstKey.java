package dev.hearth.node.security;

import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The key of a node that others can reach and that has none yet. It goes to a file which only the
 * node's user may read, for what is printed ends up in logs.
 */
final class FirstKey {
  static final String FILE = "first-key";

  private FirstKey() {}

  /**
   * Makes it; blocks.
   *
   * @throws Refused if it cannot be written down
   */
  static Path make(ApiKeys keys, Path data) {
    Path file = data.resolve(FILE);
    try {
      Files.deleteIfExists(file);
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      var caller = new Caller("first", Caller.DEFAULT_TENANT, Set.of(Role.ADMINISTER));
      Files.writeString(file, keys.make(caller, OptionalLong.empty()).text() + "\n");
      return file;
    } catch (IOException e) {
      throw new Refused(
          ("others can reach this node, so that it needs a key, but '%s' cannot be written: %s;"
                  + " listen on 127.0.0.1, or let everybody in with --insecure-anonymous")
              .formatted(file, e));
    }
  }
}
