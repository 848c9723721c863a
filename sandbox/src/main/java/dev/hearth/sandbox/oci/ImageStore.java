package dev.hearth.sandbox.oci;

import dev.hearth.sandbox.linux.FileTree;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Layers of images, each unpacked once under the digest of its content and shared by every image
 * that has it. Thread-safe.
 *
 * <pre>
 * layers/DIGEST      the first digits; complete or absent
 * incoming/NUMBER    layers and archives under way; removed when a store is opened
 * </pre>
 */
final class ImageStore {
  /** Enough to be unique, short enough for 127 names in one page of mount options. */
  private static final int NAME_DIGITS = 24;

  private final Path layers;
  private final Path incoming;
  private final ImageLimits limits;
  private final Map<String, Integer> uses = new HashMap<>();
  private long sequence;

  ImageStore(Path directory, ImageLimits limits) throws IOException {
    this.limits = limits;
    layers = directories(directory.resolve("layers"));
    incoming = directory.resolve("incoming");
    FileTree.remove(incoming);
    directories(incoming);
  }

  private static Path directories(Path path) throws IOException {
    // layers hold files of any owner, set free of their images: no other user may come near
    return Files.createDirectories(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  Path layers() {
    return layers;
  }

  /**
   * Has an image's layers unpacked, until {@link #release}.
   *
   * @throws ImageException if it is broken or too large
   */
  synchronized Image open(ImageReference reference) throws IOException {
    var budget = new Budget(limits);
    if (Files.isDirectory(reference.path())) {
      return open(reference.path().toRealPath(), reference, budget);
    }
    Path unpacked = next();
    try {
      Files.createDirectory(unpacked);
      try (InputStream in = plain(reference.path())) {
        new LayerUnpacker(unpacked, budget, false).unpack(in);
      }
      return open(unpacked, reference, new Budget(limits));
    } finally {
      FileTree.remove(unpacked);
    }
  }

  private Image open(Path directory, ImageReference reference, Budget budget) throws IOException {
    ManifestReader.Manifest manifest = new ManifestReader(directory, limits).read(reference.tag());
    var names = new ArrayList<String>();
    for (ManifestReader.Layer layer : manifest.layers()) {
      names.addFirst(unpacked(layer, budget));
    }
    names.forEach(name -> uses.merge(name, 1, Integer::sum));
    return new Image(names, manifest.defaults());
  }

  private String unpacked(ManifestReader.Layer layer, Budget budget) throws IOException {
    String name = layer.contentDigest().substring(0, NAME_DIGITS);
    Path there = layers.resolve(name);
    if (!Files.exists(there)) {
      Path fresh = next();
      try {
        unpack(layer, fresh, budget);
        Files.move(fresh, there, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        FileTree.remove(fresh);
      }
    }
    return name;
  }

  private void unpack(ManifestReader.Layer layer, Path to, Budget budget) throws IOException {
    MessageDigest digest = sha256();
    Files.createDirectory(
        to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    try (var in = new DigestInputStream(plain(layer.file()), digest)) {
      new LayerUnpacker(to, budget, true).unpack(in);
      in.transferTo(new Counting(budget));
    }
    String seen = HexFormat.of().formatHex(digest.digest());
    if (!seen.equals(layer.contentDigest())) {
      throw new ImageException(
          "the layer %s has the content sha256:%s: it is damaged"
              .formatted(layer.contentDigest(), seen));
    }
  }

  /** The archive without compression. */
  private static InputStream plain(Path file) throws IOException {
    var in = new BufferedInputStream(Files.newInputStream(file), 64 << 10);
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return gzip ? new GZIPInputStream(in, 64 << 10) : in;
  }

  /** Gives an image back; layers that no open image has any more are removed. */
  synchronized void release(Image image) throws IOException {
    for (String name : image.layers()) {
      if (uses.merge(name, -1, Integer::sum) == 0) {
        uses.remove(name);
        Path unused = next();
        Files.move(layers.resolve(name), unused, StandardCopyOption.ATOMIC_MOVE);
        FileTree.remove(unused);
      }
    }
  }

  /** Names of the layers that are unpacked. */
  synchronized List<String> names() throws IOException {
    try (var listed = Files.list(layers)) {
      return listed.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private Path next() {
    return incoming.resolve(Long.toString(sequence++));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Takes what follows an archive's end, within the budget. */
  private static final class Counting extends java.io.OutputStream {
    private final Budget budget;

    Counting(Budget budget) {
      this.budget = budget;
    }

    @Override
    public void write(int b) throws IOException {
      budget.takeBytes(1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      budget.takeBytes(length);
    }
  }
}
