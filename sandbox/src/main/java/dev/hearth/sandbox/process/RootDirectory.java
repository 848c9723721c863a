package dev.hearth.sandbox.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.sandbox.linux.ContainerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The root directory that all sandboxes share and none can write: programs and libraries of this
 * machine, a few files of {@code /etc}, the bootstraps, and empty places to mount on. Nothing else
 * of the machine is in it.
 */
final class RootDirectory {
  static final String TASK = "/var/task";
  static final String BOOTSTRAPS = "/opt/hearth";
  static final String JAVA = "/opt/java";

  private static final List<String> PROGRAMS = List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64");
  private static final List<String> SETTINGS =
      List.of("ld.so.cache", "ld.so.conf", "mime.types", "services", "protocols", "localtime");
  private static final List<String> SETTING_TREES = List.of("alternatives", "ssl/certs");
  private static final List<String> EMPTY =
      List.of("proc", "dev", "tmp", "usr", "opt/hearth", "opt/java", "var/task", "etc/ssl/certs");

  private final Path directory;
  private final TreeMap<String, Path> binds = new TreeMap<>();

  /** Makes it in an empty or missing directory. */
  RootDirectory(Path directory) throws IOException {
    this.directory = directory;
    for (String empty : EMPTY) {
      Files.createDirectories(directory.resolve(empty));
    }
    // What runc mounts on it gets its mode.
    Files.setAttribute(directory.resolve("tmp"), "unix:mode", 01777);
    binds.put("/usr", Path.of("/usr"));
    programs();
    settings();
    bootstraps();
    binds.put(JAVA, Path.of(System.getProperty("java.home")));
  }

  private void programs() throws IOException {
    for (String name : PROGRAMS) {
      Path there = Path.of(name);
      Path here = directory.resolve(name.substring(1));
      if (Files.isSymbolicLink(there)) {
        Files.deleteIfExists(here);
        Files.createSymbolicLink(here, Files.readSymbolicLink(there));
      } else if (Files.isDirectory(there)) {
        Files.createDirectories(here);
        binds.put(name, there);
      }
    }
  }

  private void settings() throws IOException {
    Path etc = directory.resolve("etc");
    for (String name : SETTINGS) {
      Path there = Path.of("/etc", name);
      if (Files.isReadable(there)) {
        write(etc.resolve(name), Files.readAllBytes(there));
      }
    }
    for (String name : SETTING_TREES) {
      if (Files.isDirectory(Path.of("/etc", name))) {
        Files.createDirectories(etc.resolve(name));
        binds.put("/etc/" + name, Path.of("/etc", name));
      }
    }
    write(etc.resolve("hosts"), "127.0.0.1 localhost sandbox\n".getBytes(UTF_8));
    write(etc.resolve("nsswitch.conf"), "passwd: files\nhosts: files dns\n".getBytes(UTF_8));
    write(etc.resolve("resolv.conf"), new byte[0]);
    write(etc.resolve("passwd"), new byte[0]);
    write(etc.resolve("group"), new byte[0]);
  }

  private void bootstraps() throws IOException {
    for (String name : List.of("bootstrap.py", "bootstrap.mjs")) {
      try (InputStream resource =
          Objects.requireNonNull(RootDirectory.class.getResourceAsStream(name), name)) {
        write(directory.resolve("opt/hearth").resolve(name), resource.readAllBytes());
      }
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(file);
    }
    Files.write(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  Path directory() {
    return directory;
  }

  /** Puts what it shows of the machine into a container. */
  void mount(ContainerConfig config) {
    binds.forEach((target, source) -> config.bind(source, target));
  }
}
