package dev.hearth.functions;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Unpacks one zip into an empty directory, trusting nothing it says: names stay below the
 * directory, sizes are counted as they come, checksums are held against the bytes, and links are
 * made last, so that nothing is ever written through one.
 */
final class Unpacking {
  private static final String EXECUTABLE = "rwxr-xr-x";
  private static final String PLAIN = "rw-r--r--";
  private static final int OWNER_EXECUTES = 0100;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MAX_SEGMENT = 255;
  private static final int MAX_LINK = 4_096;

  private enum Kind {
    DIRECTORY,
    FILE,
    LINK
  }

  private final Path root;
  private final CodeLimits limits;
  private final long mayUnpackTo;
  private final Map<Path, Kind> made = new HashMap<>();
  private final Map<Path, String> links = new TreeMap<>();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private long written;
  private int entries;

  private Unpacking(Path root, long packageBytes, CodeLimits limits) {
    this.root = root;
    this.limits = limits;
    long byRatio = Math.max(CodeLimits.RATIO_FREE_BYTES, packageBytes * limits.ratio());
    mayUnpackTo = Math.min(limits.contentBytes(), byRatio);
  }

  /**
   * Unpacks.
   *
   * @param root an empty directory
   * @return bytes of all files
   * @throws FunctionException naming the entry that is wrong
   */
  static long unpack(Path archive, Path root, CodeLimits limits) throws IOException {
    var unpacking = new Unpacking(root.toRealPath(), Files.size(archive), limits);
    try (ZipFile zip = open(archive)) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
        unpacking.add(zip, entry);
      }
      unpacking.makeLinks();
      return unpacking.written;
    } catch (ZipException | IllegalArgumentException e) {
      throw unreadable(e);
    }
  }

  private static ZipFile open(Path archive) throws IOException {
    return reading(() -> ZipFile.builder().setPath(archive).get());
  }

  private interface Step<T> {
    T take() throws IOException;
  }

  /** A package that cannot be read is whoever's who sent it; a file that cannot is ours. */
  private static <T> T reading(Step<T> step) throws IOException {
    try {
      return step.take();
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw unreadable(e);
    }
  }

  private static FunctionException unreadable(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return refused("the package is no zip that can be read: " + cause.getMessage());
  }

  private void add(ZipFile zip, ZipArchiveEntry entry) throws IOException {
    String name = entry.getName();
    if (++entries > limits.entries()) {
      throw refused("the package has more than " + limits.entries() + " entries");
    }
    Path path = path(name);
    if (entry.isDirectory()) {
      makeDirectories(path, name);
    } else if (entry.isUnixSymlink()) {
      claim(path, Kind.LINK, name);
      links.put(path, target(zip, entry));
    } else {
      claim(path, Kind.FILE, name);
      write(zip, entry, path);
    }
  }

  /** Where an entry goes, which is below the root. */
  private Path path(String name) {
    String inside = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    boolean odd =
        inside.isEmpty() || inside.chars().anyMatch(c -> c < ' ' || c == '\\' || c == 127);
    if (odd || inside.startsWith("/")) {
      throw wrongName(name);
    }
    for (String segment : inside.split("/", -1)) {
      if (segment.isEmpty()
          || ".".equals(segment)
          || "..".equals(segment)
          || segment.length() > MAX_SEGMENT) {
        throw wrongName(name);
      }
    }
    try {
      return root.resolve(inside);
    } catch (InvalidPathException _) {
      throw wrongName(name);
    }
  }

  private static FunctionException wrongName(String name) {
    return refused(
        "the package has an entry named '%s'; names must be relative and stay inside the package"
            .formatted(shown(name)));
  }

  private static String shown(String name) {
    String printable = name.replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= 200 ? printable : printable.substring(0, 200) + "...";
  }

  private void claim(Path path, Kind kind, String name) throws IOException {
    makeDirectories(parent(path), name);
    if (made.putIfAbsent(path, kind) != null) {
      throw refused("the package has two entries named '" + shown(name) + "'");
    }
  }

  /** Directories may be named often, by themselves and by what they hold. */
  private void makeDirectories(Path path, String name) throws IOException {
    if (path.equals(root)) {
      return;
    }
    Kind before = made.get(path);
    if (before == Kind.DIRECTORY) {
      return;
    }
    if (before != null) {
      throw refused(
          "the package's entry '%s' is below one that is no directory".formatted(shown(name)));
    }
    makeDirectories(parent(path), name);
    Files.createDirectory(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(EXECUTABLE));
    made.put(path, Kind.DIRECTORY);
  }

  private Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? root : parent;
  }

  private void write(ZipFile zip, ZipArchiveEntry entry, Path path) throws IOException {
    if (!zip.canReadEntryData(entry)) {
      throw refused(
          "the package's entry '%s' is encrypted or packed in an unknown way; use a plain zip"
              .formatted(shown(entry.getName())));
    }
    var checksum = new CRC32();
    try (InputStream in = reading(() -> zip.getInputStream(entry));
        OutputStream out = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW)) {
      for (int read = next(in); read >= 0; read = next(in)) {
        count(read, entry.getName());
        checksum.update(buffer, 0, read);
        out.write(buffer, 0, read);
      }
    }
    if (checksum.getValue() != entry.getCrc()) {
      throw refused(
          "the package's entry '%s' is damaged: its checksum is another"
              .formatted(shown(entry.getName())));
    }
    boolean executable = (entry.getUnixMode() & OWNER_EXECUTES) != 0;
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(executable ? EXECUTABLE : PLAIN));
  }

  private int next(InputStream in) throws IOException {
    return reading(() -> in.read(buffer));
  }

  private void count(int bytes, String name) {
    written += bytes;
    if (written > mayUnpackTo) {
      throw refused(
          ("the package unpacks to more than %d bytes at its entry '%s'; the limits are %d bytes"
                  + " and %d times its own size")
              .formatted(mayUnpackTo, shown(name), limits.contentBytes(), limits.ratio()));
    }
  }

  private String target(ZipFile zip, ZipArchiveEntry entry) throws IOException {
    // An absent mode cannot be a link's, so a size is there; it may still lie.
    if (entry.getSize() > MAX_LINK) {
      throw wrongLink(entry.getName(), "a target that is too long");
    }
    String target = Optional.ofNullable(reading(() -> zip.getUnixSymlink(entry))).orElse("");
    if (target.isEmpty() || target.length() > MAX_LINK || target.indexOf('\0') >= 0) {
      throw wrongLink(entry.getName(), "no target");
    }
    return target;
  }

  /** Made when nothing is written any more; where one really leads is asked of the system. */
  private void makeLinks() throws IOException {
    for (Map.Entry<Path, String> link : links.entrySet()) {
      Files.createSymbolicLink(link.getKey(), Path.of(link.getValue()));
    }
    for (Map.Entry<Path, String> link : links.entrySet()) {
      String name = root.relativize(link.getKey()).toString();
      if (!leadsInside(link.getKey())) {
        throw wrongLink(name, "'" + shown(link.getValue()) + "'");
      }
    }
  }

  /** Step by step: a path that leaves the package on its way back into it is refused too. */
  private boolean leadsInside(Path link) throws IOException {
    Path target = Files.readSymbolicLink(link);
    Path at = link.toAbsolutePath().getParent();
    if (target.isAbsolute() || at == null) {
      return false;
    }
    try {
      for (Path step : target) {
        at = at.resolve(step).toRealPath();
        if (!at.startsWith(root)) {
          return false;
        }
      }
      return true;
    } catch (FileSystemException _) {
      return false;
    }
  }

  private static FunctionException wrongLink(String name, String target) {
    return refused(
        "the package's link '%s' leads to %s; links must lead to something inside the package"
            .formatted(shown(name), target));
  }

  private static FunctionException refused(String message) {
    return new FunctionException(FunctionException.Code.INVALID_PARAMETER_VALUE, message);
  }
}
