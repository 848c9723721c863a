package dev.hearth.sandbox.jvm;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The files of a class path, opened once for all loaders that read them. */
final class CodeFiles implements AutoCloseable {
  private final List<Root> roots = new ArrayList<>();

  /** A file found, and the root it is of. */
  @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
  record Found(byte[] bytes, URL origin) {}

  private sealed interface Root {
    Path path();
  }

  private record Folder(Path path) implements Root {}

  private record Archive(Path path, JarFile jar) implements Root {}

  CodeFiles(List<Path> classPath) throws IOException {
    for (Path path : classPath) {
      roots.add(
          Files.isDirectory(path)
              ? new Folder(path)
              : new Archive(
                  path, new JarFile(path.toFile(), false, ZipFile.OPEN_READ, Runtime.version())));
    }
  }

  /** The first file of that name, with slashes. */
  @Nullable Found find(String name) {
    for (Root root : roots) {
      byte[] bytes = read(root, name);
      if (bytes != null) {
        return new Found(bytes, url(root.path().toUri()));
      }
    }
    return null;
  }

  /** The first root. */
  URL origin() {
    return url(roots.getFirst().path().toUri());
  }

  @Nullable InputStream open(String name) {
    Found found = find(name);
    return found == null ? null : new ByteArrayInputStream(found.bytes());
  }

  /** Where the files of that name are, in order. */
  List<URL> urls(String name) {
    return roots.stream().map(root -> locate(root, name)).filter(Objects::nonNull).toList();
  }

  private static byte @Nullable [] read(Root root, String name) {
    try {
      return switch (root) {
        case Folder(Path path) -> {
          Path file = inside(path, name);
          yield file == null ? null : Files.readAllBytes(file);
        }
        case Archive(_, JarFile jar) -> {
          ZipEntry entry = jar.getEntry(name);
          if (entry == null || entry.isDirectory()) {
            yield null;
          }
          try (InputStream in = jar.getInputStream(entry)) {
            yield in.readAllBytes();
          }
        }
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable URL locate(Root root, String name) {
    return switch (root) {
      case Folder(Path path) -> {
        Path file = inside(path, name);
        yield file == null ? null : url(file.toUri());
      }
      case Archive(Path path, JarFile jar) ->
          jar.getEntry(name) == null ? null : url(URI.create("jar:" + path.toUri() + "!/" + name));
    };
  }

  private static @Nullable Path inside(Path folder, String name) {
    Path file = folder.resolve(name).normalize();
    return file.startsWith(folder) && Files.isRegularFile(file) ? file : null;
  }

  private static URL url(URI uri) {
    try {
      return uri.toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    for (Root root : roots) {
      if (root instanceof Archive(_, JarFile jar)) {
        try {
          jar.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
