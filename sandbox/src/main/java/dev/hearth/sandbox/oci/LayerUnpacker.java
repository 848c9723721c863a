package dev.hearth.sandbox.oci;

import dev.hearth.sandbox.linux.FileTree;
import dev.hearth.sandbox.linux.LinuxFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Unpacks one layer's tar archive to a directory that overlayfs can use as a lower one. Nothing is
 * ever written outside that directory or through a symbolic link. Devices, pipes, set-uid bits and
 * extended attributes are left out: nothing that runs here could use them.
 */
final class LayerUnpacker {
  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";
  private static final int NAME_BYTES = 4096;

  private final Path root;
  private final Budget budget;
  private final boolean whiteouts;

  /**
   * For one layer.
   *
   * @param whiteouts whether names that begin with {@code .wh.} remove what lower layers have
   */
  LayerUnpacker(Path root, Budget budget, boolean whiteouts) {
    this.root = root;
    this.budget = budget;
    this.whiteouts = whiteouts;
  }

  /** Unpacks an archive that is not compressed. */
  void unpack(InputStream archive) throws IOException {
    var tar = new TarArchiveInputStream(archive, "UTF-8");
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      budget.takeEntry();
      try {
        unpack(entry, tar);
      } catch (InvalidPathException e) {
        throw new ImageException(
            "the name '%s' of a layer's entry cannot be a file's here: %s; start the node in a locale of UTF-8, such as LC_ALL=C.UTF-8"
                .formatted(entry.getName(), e.getReason()));
      }
    }
  }

  private void unpack(TarArchiveEntry entry, InputStream content) throws IOException {
    Path path = inside(entry.getName());
    if (path.equals(root)) {
      return;
    }
    String name = path.getFileName().toString();
    parents(path);
    if (whiteouts && name.equals(OPAQUE)) {
      LinuxFiles.makeOpaque(parent(path));
    } else if (whiteouts && name.startsWith(WHITEOUT)) {
      whiteout(path, name.substring(WHITEOUT.length()));
    } else if (entry.isDirectory()) {
      directory(path, entry);
    } else if (entry.isSymbolicLink()) {
      FileTree.remove(path);
      Files.createSymbolicLink(path, root.getFileSystem().getPath(entry.getLinkName()));
      own(path, entry);
    } else if (entry.isLink()) {
      hardLink(path, entry);
    } else if (entry.isFile()) {
      file(path, entry, content);
    }
  }

  private Path inside(String name) throws ImageException {
    if (name.length() > NAME_BYTES || name.indexOf('\0') >= 0) {
      throw new ImageException("a layer has a name that is too long or has a zero in it");
    }
    Path below = root;
    for (Path part : root.getFileSystem().getPath("/" + name)) {
      if (part.toString().equals("..")) {
        throw new ImageException("the entry '%s' of a layer leads out of it".formatted(name));
      }
      below = below.resolve(part);
    }
    return below.normalize();
  }

  /** Makes the directories above a path, and refuses links among them. */
  private void parents(Path path) throws IOException {
    Path at = root;
    for (Path part : root.relativize(parent(path))) {
      at = at.resolve(part.toString());
      if (Files.isSymbolicLink(at)) {
        throw new ImageException(
            "the entry '%s' of a layer lies behind the symbolic link '%s'"
                .formatted(root.relativize(path), root.relativize(at)));
      }
      if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        FileTree.remove(at);
        Files.createDirectory(at);
        Files.setPosixFilePermissions(at, permissions(0755));
      }
    }
  }

  private static Path parent(Path path) {
    return path.resolveSibling("").normalize();
  }

  private void whiteout(Path path, String name) throws IOException {
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw new ImageException("a layer removes '%s'".formatted(name));
    }
    Path removed = path.resolveSibling(name);
    FileTree.remove(removed);
    LinuxFiles.makeWhiteout(removed);
  }

  private void directory(Path path, TarArchiveEntry entry) throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      FileTree.remove(path);
      Files.createDirectory(path);
    }
    own(path, entry);
    Files.setPosixFilePermissions(path, permissions(entry.getMode()));
  }

  private void hardLink(Path path, TarArchiveEntry entry) throws IOException {
    Path target = inside(entry.getLinkName());
    parents(target);
    if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new ImageException(
          "the entry '%s' of a layer is a link to '%s', which is no file before it in the layer"
              .formatted(entry.getName(), entry.getLinkName()));
    }
    if (!path.equals(target)) {
      FileTree.remove(path);
      Files.createLink(path, target);
    }
  }

  private void file(Path path, TarArchiveEntry entry, InputStream content) throws IOException {
    FileTree.remove(path);
    byte[] buffer = new byte[64 << 10];
    try (OutputStream out = Files.newOutputStream(path)) {
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        budget.takeBytes(read);
        out.write(buffer, 0, read);
      }
    }
    own(path, entry);
    Files.setPosixFilePermissions(path, permissions(entry.getMode()));
  }

  private static void own(Path path, TarArchiveEntry entry) throws IOException {
    LinuxFiles.own(path, entry.getLongUserId(), entry.getLongGroupId());
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    var permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values(); // from the owner's read on
    for (int i = 0; i < all.length; i++) {
      if ((mode & (0400 >> i)) != 0) {
        permissions.add(all[i]);
      }
    }
    return permissions;
  }
}
