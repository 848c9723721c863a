package dev.hearth.node;

import dev.hearth.inference.Artifact;
import dev.hearth.inference.ModelException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The SHA-256 digests a manifest says that the files it names have, whatever kind of source brings
 * them. Of what is taken from an archive it is that file's.
 *
 * @param digests 64 lower-case hexadecimal digits each, by the key that names the file
 */
record Checksums(Map<String, String> digests) {
  static final String FROM = "from";
  static final Checksums NONE = new Checksums(Map.of());

  Checksums {
    digests = Map.copyOf(digests);
  }

  /**
   * Reads them: one digest is that of {@code from}; several stand by the keys of their files.
   *
   * @param keys what may name a file here
   */
  static Checksums parse(Section top, String... keys) {
    Map<String, String> written =
        top.value("sha256")
            .map(
                yaml ->
                    yaml instanceof Yaml.Mapping
                        ? top.texts("sha256")
                        : Map.of(FROM, top.required("sha256")))
            .orElse(Map.of());
    var digests = new TreeMap<String, String>();
    for (Map.Entry<String, String> each : written.entrySet()) {
      String digest = each.getValue().strip().toLowerCase(Locale.ROOT);
      top.checked("sha256", () -> require(each.getKey(), digest, keys));
      digests.put(each.getKey(), digest);
    }
    return new Checksums(digests);
  }

  private static String require(String key, String digest, String... keys) {
    if (!List.of(keys).contains(key)) {
      throw new IllegalArgumentException(
          "'%s' names no file here; write one of %s".formatted(key, String.join(", ", keys)));
    }
    if (!digest.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "the digest of '%s' must be 64 hexadecimal digits, not '%s'".formatted(key, digest));
    }
    return digest;
  }

  /**
   * Holds a file against what was said of it; one of which nothing was said may be anything.
   *
   * @throws ModelException {@code CHECKSUM_MISMATCH} if it is another
   */
  void require(String key, Artifact file) {
    String expected = digests.get(key);
    if (expected != null && !expected.equals(file.sha256())) {
      throw new ModelException(
          ModelException.Code.CHECKSUM_MISMATCH,
          ("what came of '%s' has the SHA-256 digest %s where sha256 of '%s' says %s; check the"
                  + " digest, then whether the source can be trusted")
              .formatted(file.source(), file.sha256(), key, expected));
    }
  }
}
