package dev.hearth.inference;

import java.nio.file.Path;

/**
 * A model's file in the store.
 *
 * @param source where it came from
 * @param sha256 digest of its bytes, 64 lower-case hexadecimal digits
 * @param path the stored file; never written again
 * @param bytes its size
 */
public record Artifact(ModelSource source, String sha256, Path path, long bytes) {
  public Artifact {
    if (!Digests.isSha256(sha256)) {
      throw new IllegalArgumentException("'" + sha256 + "' is not a SHA-256 digest in hexadecimal");
    }
    if (bytes < 0) {
      throw new IllegalArgumentException("a file of " + bytes + " bytes is impossible");
    }
  }
}
