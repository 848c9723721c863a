package dev.hearth.functions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The code of functions as files that never change, each package once however many versions have
 * it: {@code SHA256/package.zip} as it was uploaded, and {@code SHA256/content} unpacked. A package
 * comes into being at once, by a rename, and goes when its last use was given back. Thread-safe;
 * everything blocks.
 */
public final class CodeStore {
  private static final String INCOMING = "incoming-";
  private static final String LEAVING = "leaving-";
  private static final String CONTENT = "content";
  private static final String ZIP = "package.zip";
  private static final String MODULE = "package.wasm";
  private static final String FILE = "package.file";
  private static final String BOOTSTRAP = "bootstrap";
  private static final int MAX_FILE_NAME = 200;

  private record Held(Code code, long bytes, int uses) {
    Held used(int more) {
      return new Held(code, bytes, uses + more);
    }
  }

  private final Path root;
  private final CodeLimits limits;
  private final Map<String, Held> held = new HashMap<>();
  private long leaving;

  private CodeStore(Path root, CodeLimits limits) {
    this.root = root;
    this.limits = limits;
  }

  /**
   * Opens a directory of code, creating it if need be, and clears what a crash left behind.
   *
   * @param used digests of the packages that something still names
   */
  public static CodeStore open(Path root, CodeLimits limits, Set<String> used) {
    try {
      Files.createDirectories(root);
      try (Stream<Path> entries = Files.list(root)) {
        for (Path entry : entries.toList()) {
          if (!used.contains(entry.getFileName().toString())) {
            delete(entry);
          }
        }
      }
      return new CodeStore(root, limits);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Takes a package in, for one use more.
   *
   * @throws FunctionException if it is too large, unpacks to too much, or holds what it may not
   */
  public Code add(CodePackage code) {
    if (code.bytes().length > limits.packageBytes()) {
      throw new FunctionException(
          FunctionException.Code.REQUEST_TOO_LARGE,
          "the package has %d bytes where %d are allowed"
              .formatted(code.bytes().length, limits.packageBytes()));
    }
    String digest = digest(code.bytes());
    Optional<Code> known = use(digest);
    return known.isPresent() ? known.get() : unpacked(code, digest);
  }

  /** One use more of a package that is there, if it is. */
  public synchronized Optional<Code> use(String digest) {
    Held now = held.get(digest);
    if (now == null) {
      now = found(digest);
    }
    if (now == null) {
      return Optional.empty();
    }
    held.put(digest, now.used(1));
    return Optional.of(now.code());
  }

  /** One use less; with the last one the files go. */
  public void release(String digest) {
    Path away;
    synchronized (this) {
      Held now = held.get(digest);
      if (now == null) {
        return;
      }
      if (now.uses() > 1) {
        held.put(digest, now.used(-1));
        return;
      }
      held.remove(digest);
      away = root.resolve(LEAVING + ++leaving);
      try {
        Files.move(root.resolve(digest), away, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    try {
      delete(away);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes of all packages, packed and unpacked. */
  public synchronized long bytes() {
    return held.values().stream().mapToLong(Held::bytes).sum();
  }

  private @Nullable Held found(String digest) {
    Path directory = root.resolve(digest);
    try {
      for (String name : List.of(ZIP, MODULE, FILE)) {
        Path archive = directory.resolve(name);
        if (Files.isRegularFile(archive)) {
          return held(digest, archive);
        }
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Held held(String digest, Path archive) throws IOException {
    Path content = archive.resolveSibling(CONTENT);
    long packed = Files.size(archive);
    return new Held(new Code(digest, packed, archive, content), packed + size(content), 0);
  }

  private Code unpacked(CodePackage code, String digest) {
    Path incoming = null;
    try {
      incoming = Files.createTempDirectory(root, INCOMING);
      Path archive = written(incoming, code);
      Path content = Files.createDirectory(incoming.resolve(CONTENT));
      unpack(code, archive, content);
      open(incoming);
      open(content);
      return settled(incoming, archive.getFileName(), digest);
    } catch (IOException e) {
      throw new FunctionException(
          FunctionException.Code.SERVICE, "the code could not be kept: " + e.getMessage(), e);
    } finally {
      discard(incoming);
    }
  }

  /** Code runs under another user. */
  private static void open(Path directory) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Flushed: what else there is of a package can be made from it. */
  private static Path written(Path directory, CodePackage code) throws IOException {
    Path archive = directory.resolve(code.zip() ? ZIP : code.module() ? MODULE : FILE);
    Files.write(archive, code.bytes());
    try (FileChannel channel = FileChannel.open(archive, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    return archive;
  }

  private void unpack(CodePackage code, Path archive, Path content) throws IOException {
    if (code.zip()) {
      Unpacking.unpack(archive, content, limits);
      return;
    }
    if (!code.module() && code.fileName().isEmpty()) {
      throw new FunctionException(
          FunctionException.Code.INVALID_PARAMETER_VALUE,
          "the package is neither a zip or jar nor a WebAssembly module");
    }
    Path file = content.resolve(code.module() ? "module.wasm" : single(code.fileName().get()));
    Files.copy(archive, file);
    if (file.endsWith(BOOTSTRAP)) {
      open(file);
    }
  }

  private static String single(String name) {
    boolean plain = name.matches("[\\p{L}\\p{N}_][\\p{L}\\p{N}_.+-]*");
    if (!plain || name.length() > MAX_FILE_NAME) {
      throw new FunctionException(
          FunctionException.Code.INVALID_PARAMETER_VALUE,
          "a file of code cannot be called '%s'".formatted(name));
    }
    return name;
  }

  /** Into its place, unless somebody else was faster. */
  private synchronized Code settled(Path incoming, Path archiveName, String digest)
      throws IOException {
    Optional<Code> other = use(digest);
    if (other.isPresent()) {
      return other.get();
    }
    long size = Files.size(incoming.resolve(archiveName)) + size(incoming.resolve(CONTENT));
    if (bytes() + size > limits.totalBytes()) {
      throw new FunctionException(
          FunctionException.Code.CODE_STORAGE_EXCEEDED,
          "all code together would take more than %d bytes; remove functions or versions"
              .formatted(limits.totalBytes()));
    }
    Files.move(incoming, root.resolve(digest), StandardCopyOption.ATOMIC_MOVE);
    Held now = held(digest, root.resolve(digest).resolve(archiveName));
    held.put(digest, now.used(1));
    return now.code();
  }

  private static void discard(@Nullable Path incoming) {
    if (incoming == null || !Files.exists(incoming)) {
      return;
    }
    try {
      delete(incoming);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path directory) throws IOException {
    long[] bytes = {0};
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }
        });
    return bytes[0];
  }

  private static void delete(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
