package dev.hearth.benchmarks.suites.live;

import dev.hearth.benchmarks.suites.FunctionBench;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What is deployed: the suites' code, packed once for each language and sandbox that wants it. */
final class Packages {
  private static final String JAVA = FunctionBench.class.getPackageName().replace('.', '/');
  private static final int MEBIBYTE = 1 << 20;

  private final Path suites;
  private final Path directory;
  private final Map<Language, Path> archives = new EnumMap<>(Language.class);
  private final Map<Language, Path> images = new EnumMap<>(Language.class);

  /**
   * @param suites the folder with the sources
   * @param directory where packages go
   */
  Packages(Path suites, Path directory) {
    this.suites = suites;
    this.directory = directory;
  }

  /** A zip or jar with the cases of all suites. */
  Path archive(Language language) throws IOException {
    Path known = archives.get(language);
    if (known != null) {
      return known;
    }
    Path made = padded(language, 0);
    archives.put(language, made);
    return made;
  }

  /** The same with so many mebibytes that do not compress. */
  Path padded(Language language, int mebibytes) throws IOException {
    Path archive = directory.resolve(language.id() + "-" + mebibytes + ".zip");
    try (var out = new ZipOutputStream(Files.newOutputStream(archive))) {
      code(language, (name, file) -> put(out, name, Files.readAllBytes(file)));
      var random = new Random(mebibytes);
      for (int i = 0; i < mebibytes; i++) {
        var bytes = new byte[MEBIBYTE];
        random.nextBytes(bytes);
        put(out, "padding-" + i, bytes);
      }
    }
    return archive;
  }

  /** An image of a language's runtime with the cases of all suites. */
  Path image(Language language) throws IOException {
    Path known = images.get(language);
    if (known != null) {
      return known;
    }
    Path made = Image.make(directory.resolve("image-" + language.id()), language, this);
    images.put(language, made);
    return made;
  }

  /** Something that is done with each file of a package. */
  interface Each {
    void take(String name, Path file) throws IOException;
  }

  /** The files of a language's code, by the names they have in a package. */
  void code(Language language, Each each) throws IOException {
    switch (language) {
      case PYTHON -> tree(suites.resolve("python"), "", 1, ".py", each);
      case NODE -> tree(suites.resolve("node"), "", 1, ".mjs", each);
      case JAVA -> {
        Path origin = origin(FunctionBench.class);
        if (Files.isDirectory(origin)) {
          tree(origin.resolve(JAVA), JAVA + "/", 1, ".class", each);
        } else {
          try (FileSystem jar = FileSystems.newFileSystem(origin)) {
            tree(jar.getPath("/" + JAVA), JAVA + "/", 1, ".class", each);
          }
        }
      }
    }
  }

  /** All files of a tree so deep, by their paths below it. */
  static void tree(Path root, String prefix, int depth, String ending, Each each)
      throws IOException {
    try (Stream<Path> files = Files.walk(root, depth)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (file.toString().endsWith(ending)) {
          each.take(prefix + root.relativize(file), file);
        }
      }
    }
  }

  /** The jar or directory that a class comes from. */
  static Path origin(Class<?> type) {
    try {
      URI location =
          Objects.requireNonNull(type.getProtectionDomain().getCodeSource(), type.getName())
              .getLocation()
              .toURI();
      return Path.of(location);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void put(ZipOutputStream out, String name, byte[] content) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    out.write(content);
    out.closeEntry();
  }
}
