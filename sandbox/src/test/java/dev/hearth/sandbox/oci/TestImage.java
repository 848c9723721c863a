package dev.hearth.sandbox.oci;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes images of the tests' own making, as a layout, an archive, or what docker would save. */
public final class TestImage {
  private final List<byte[]> layers = new ArrayList<>();
  private String config = "{}";

  /** Entries of one layer. */
  public static final class Layer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

    public Layer() {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    }

    public Layer file(String name, int mode, byte[] content) throws IOException {
      var entry = new TarArchiveEntry(name, true);
      entry.setSize(content.length);
      entry.setMode(mode);
      return add(entry, content);
    }

    public Layer file(String name, String content) throws IOException {
      return file(name, 0644, content.getBytes(UTF_8));
    }

    public Layer directory(String name) throws IOException {
      var entry = new TarArchiveEntry(name + "/", true);
      entry.setMode(0755);
      return add(entry, new byte[0]);
    }

    public Layer symbolicLink(String name, String target) throws IOException {
      return link(TarConstants.LF_SYMLINK, name, target);
    }

    public Layer hardLink(String name, String target) throws IOException {
      return link(TarConstants.LF_LINK, name, target);
    }

    private Layer link(byte type, String name, String target) throws IOException {
      var entry = new TarArchiveEntry(name, type, true);
      entry.setLinkName(target);
      return add(entry, new byte[0]);
    }

    private Layer add(TarArchiveEntry entry, byte[] content) throws IOException {
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
      return this;
    }

    byte[] bytes() throws IOException {
      tar.close();
      return bytes.toByteArray();
    }
  }

  public TestImage layer(Layer layer) throws IOException {
    layers.add(layer.bytes());
    return this;
  }

  /** The runtime configuration, as JSON. */
  public TestImage config(String json) {
    config = json;
    return this;
  }

  private String configuration() {
    var digests = layers.stream().map(layer -> "\"sha256:" + digest(layer) + "\"").toList();
    return "{\"architecture\":\"%s\",\"os\":\"linux\",\"config\":%s,\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[%s]}}"
        .formatted(architecture(), config, String.join(",", digests));
  }

  private static String architecture() {
    return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
  }

  /** A layout with compressed layers, at a directory that does not exist yet. */
  public Path layout(Path directory, String tag) throws IOException {
    Path blobs = Files.createDirectories(directory.resolve("blobs/sha256"));
    var descriptors = new ArrayList<String>();
    for (byte[] layer : layers) {
      descriptors.add(
          descriptor(blobs, "application/vnd.oci.image.layer.v1.tar+gzip", gzip(layer), ""));
    }
    String configuration =
        descriptor(
            blobs, "application/vnd.oci.image.config.v1+json", configuration().getBytes(UTF_8), "");
    String manifest =
        "{\"schemaVersion\":2,\"config\":%s,\"layers\":[%s]}"
            .formatted(configuration, String.join(",", descriptors));
    String indexed =
        descriptor(
            blobs,
            "application/vnd.oci.image.manifest.v1+json",
            manifest.getBytes(UTF_8),
            ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"%s\"}".formatted(tag));
    Files.writeString(
        directory.resolve("index.json"),
        "{\"schemaVersion\":2,\"manifests\":[%s]}".formatted(indexed));
    Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    return directory;
  }

  private static String descriptor(Path blobs, String type, byte[] content, String more)
      throws IOException {
    String digest = digest(content);
    Files.write(blobs.resolve(digest), content);
    return "{\"mediaType\":\"%s\",\"digest\":\"sha256:%s\",\"size\":%d%s}"
        .formatted(type, digest, content.length, more);
  }

  /** What {@code docker save} would write. */
  public Path dockerArchive(Path file, String tag) throws IOException {
    var tar = new Layer();
    var names = new ArrayList<String>();
    for (int i = 0; i < layers.size(); i++) {
      tar.file(i + "/layer.tar", 0644, layers.get(i));
      names.add("\"" + i + "/layer.tar\"");
    }
    tar.file("config.json", configuration());
    tar.file(
        "manifest.json",
        "[{\"Config\":\"config.json\",\"RepoTags\":[\"test:%s\"],\"Layers\":[%s]}]"
            .formatted(tag, String.join(",", names)));
    return Files.write(file, tar.bytes());
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new FastGzip(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  /** Compressed quickly: what a test writes is read once. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(java.io.OutputStream out) throws IOException {
      super(out);
      def.setLevel(1);
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
