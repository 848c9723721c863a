package dev.hearth.sandbox.oci;

import dev.hearth.sandbox.SandboxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where an image comes from: {@code oci:PATH} or {@code file:PATH}, each with {@code :TAG} behind
 * it if there are several. The path is a directory in OCI's image layout, a tar archive of one, or
 * what {@code docker save} writes.
 *
 * @param path of the directory or archive
 * @param tag which of its images
 */
record ImageReference(Path path, Optional<String> tag) {
  /**
   * Reads one.
   *
   * @throws SandboxException if it names nothing that exists
   */
  static ImageReference parse(String text) {
    int scheme = text.indexOf(':');
    if (scheme < 0 || !(text.startsWith("oci:") || text.startsWith("file:"))) {
      throw invalid(
          "the image '%s' has no source this node knows; write oci:PATH or file:PATH of an image"
              + " layout or of an archive made by 'docker save'",
          text);
    }
    String rest = text.substring(scheme + 1);
    try {
      Path whole = Path.of(rest);
      if (Files.exists(whole)) {
        return new ImageReference(whole, Optional.empty());
      }
      int colon = rest.lastIndexOf(':');
      if (colon > rest.lastIndexOf('/') && Files.exists(Path.of(rest.substring(0, colon)))) {
        return new ImageReference(
            Path.of(rest.substring(0, colon)), Optional.of(rest.substring(colon + 1)));
      }
    } catch (InvalidPathException e) {
      throw invalid("the image '%s' is no path", text);
    }
    throw invalid("the image '%s' does not exist; there is no such file or directory", text);
  }

  private static SandboxException invalid(String message, String text) {
    return new SandboxException(SandboxException.Code.INVALID_PROGRAM, message.formatted(text));
  }
}
