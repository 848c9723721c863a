package dev.hearth.sandbox.process;

import dev.hearth.api.Handler;
import dev.hearth.sandbox.handler.Entry;
import dev.hearth.sandbox.worker.Worker;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runtime for Java functions that bring none: jars of this very program, and an AOT cache (JEP
 * 483, 514 and 515) made by a training run that calls a function of the runtime's own. No
 * function's code runs outside its sandbox for it.
 */
final class JavaRuntime {
  /** Where sandboxes see it. */
  static final String DIRECTORY = RootDirectory.BOOTSTRAPS + "/java";

  private static final Logger LOG = LoggerFactory.getLogger(JavaRuntime.class);
  private static final String CACHE = "java.aot";
  private static final String OWN = "hearth-java.jar";
  private static final long TRAINING_SECONDS = 120;

  /** Libraries by the names they have there, and a class of each. */
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "jackson-annotations.jar", "com.fasterxml.jackson.annotation.JsonProperty",
          "jackson-core.jar", "tools.jackson.core.JacksonException",
          "jackson-databind.jar", "tools.jackson.databind.json.JsonMapper");

  private final Path directory;
  private boolean made;

  /**
   * @param root the root directory of the sandboxes
   */
  JavaRuntime(Path root) {
    directory = root.resolve(DIRECTORY.substring(1));
  }

  /** Makes it, once; takes seconds. A cache that cannot be made only makes starts slower. */
  synchronized void make() throws IOException {
    if (made) {
      return;
    }
    Files.createDirectories(directory);
    pack(directory.resolve(OWN));
    for (Map.Entry<String, String> library : LIBRARIES.entrySet()) {
      Path jar = directory.resolve(library.getKey());
      Files.copy(origin(library.getValue()), jar, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
    }
    made = true;
    train();
  }

  /** The command that serves calls, as seen inside a sandbox. */
  static List<String> command(long heapMiB) {
    return List.of(
        RootDirectory.JAVA + "/bin/java",
        "-Xmx" + heapMiB + "m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:AOTCache=" + DIRECTORY + "/" + CACHE,
        "-Xlog:disable",
        "-Xlog:all=error:stderr",
        "-cp",
        classPath(DIRECTORY),
        Worker.class.getName());
  }

  private static String classPath(String directory) {
    return Stream.concat(Stream.of(OWN), LIBRARIES.keySet().stream().sorted())
        .map(name -> directory + "/" + name)
        .collect(Collectors.joining(":"));
  }

  private void train() throws IOException {
    Path log = directory.resolve("training.log");
    Process training =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-XX:AOTCacheOutput=" + directory.resolve(CACHE),
                "-cp",
                classPath(directory.toString()),
                Worker.class.getName(),
                "--train")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!training.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS) || training.exitValue() != 0) {
        LOG.warn(
            "Java functions start without an AOT cache: its training run {}; see {}",
            training.isAlive() ? "took too long" : "failed",
            log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the AOT cache was made", e);
    } finally {
      training.descendants().forEach(ProcessHandle::destroyForcibly);
      training.destroyForcibly();
    }
  }

  /** The classes that functions' processes have of ours, from wherever this program has them. */
  private static void pack(Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        var out = new JarOutputStream(file)) {
      pack(out, origin(Handler.class.getName()), "dev/hearth/api");
      pack(out, origin(Entry.class.getName()), "dev/hearth/sandbox/handler");
      pack(out, origin(Worker.class.getName()), "dev/hearth/sandbox/worker");
    }
    Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
  }

  private static void pack(JarOutputStream out, Path from, String part) throws IOException {
    if (Files.isDirectory(from)) {
      packTree(out, from, from.resolve(part));
      return;
    }
    try (FileSystem inside = FileSystems.newFileSystem(from)) {
      packTree(out, inside.getPath("/"), inside.getPath("/" + part));
    }
  }

  private static void packTree(JarOutputStream out, Path root, Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".class")).sorted().toList()) {
        out.putNextEntry(new JarEntry(root.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
  }

  private static Path origin(String className) {
    try {
      URI location =
          Objects.requireNonNull(
                  Class.forName(className).getProtectionDomain().getCodeSource(), className)
              .getLocation()
              .toURI();
      return Path.of(location);
    } catch (ClassNotFoundException | URISyntaxException e) {
      throw new UncheckedIOException(new IOException("no jar with " + className, e));
    }
  }
}
