package dev.hearth.sandbox.jvm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/** Packs classes of the tests as an author would pack a function. */
public final class FunctionJar {
  private FunctionJar() {}

  /** A jar of these classes, each with those nested in it. */
  public static Path of(Path folder, Class<?>... classes) {
    try {
      Path jar = Files.createTempFile(folder, "function", ".jar");
      try (OutputStream file = Files.newOutputStream(jar);
          var out = new JarOutputStream(file)) {
        for (Class<?> type : classes) {
          add(out, type);
        }
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same in a directory, as the node unpacks it. */
  public static Path unpacked(Path folder, Class<?>... classes) {
    try (var jar = new JarFile(of(folder, classes).toFile())) {
      Path root = Files.createTempDirectory(folder, "function");
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
      for (JarEntry entry : Collections.list(jar.entries())) {
        Path file = root.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.write(file, jar.getInputStream(entry).readAllBytes());
      }
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(JarOutputStream out, Class<?> type) throws IOException {
    String entry = type.getName().replace('.', '/') + ".class";
    try (InputStream bytes = type.getClassLoader().getResourceAsStream(entry)) {
      if (bytes == null) {
        throw new IOException("there is no " + entry);
      }
      out.putNextEntry(new JarEntry(entry));
      bytes.transferTo(out);
    }
    for (Class<?> nested : type.getDeclaredClasses()) {
      add(out, nested);
    }
  }
}
