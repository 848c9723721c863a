package dev.hearth.sandbox.oci;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Layers made of programs of this machine, since none can be fetched. */
public final class HostImage {
  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final Set<String> LEFT_OUT =
      Set.of(
          "test",
          "tests",
          "idlelib",
          "tkinter",
          "ensurepip",
          "lib2to3",
          "dist-packages",
          "distutils",
          "pydoc_data",
          "turtledemo");

  private HostImage() {}

  /** A layer with busybox as a shell and its commands. */
  public static TestImage.Layer busybox() throws IOException {
    Path busybox = Ground.busybox().orElse(Path.of("/bin/busybox"));
    assumeTrue(Files.isExecutable(busybox), "there is no busybox to make an image of");
    var layer = new TestImage.Layer().file("bin/busybox", 0755, Files.readAllBytes(busybox));
    for (String command : List.of("sh", "echo", "cat", "wget", "sed", "grep", "tr", "sleep")) {
      layer.symbolicLink("bin/" + command, "busybox");
    }
    return layer;
  }

  /** A layer with Debian's Python, its library and the shared objects these need. */
  public static TestImage.Layer python() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(PYTHON), "there is no " + PYTHON + " to make an image of");
    Path binary = PYTHON.toRealPath();
    Path library = Path.of("/usr/lib", binary.getFileName().toString());
    var layer = new TestImage.Layer();
    layer.file("usr/bin/python3", 0755, Files.readAllBytes(binary));
    var objects = new TreeSet<Path>(needed(binary));
    for (Path file : files(library)) {
      layer.file(file.toString().substring(1), 0644, Files.readAllBytes(file));
      if (file.toString().endsWith(".so")) {
        objects.addAll(needed(file));
      }
    }
    for (Path object : objects) {
      layer.file(object.toString().substring(1), 0755, Files.readAllBytes(object));
    }
    return layer;
  }

  private static List<Path> files(Path library) throws IOException {
    try (var all = Files.walk(library)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !leftOut(library.relativize(file)))
          .toList();
    }
  }

  private static boolean leftOut(Path inLibrary) {
    for (Path part : inLibrary) {
      if (LEFT_OUT.contains(part.toString()) || part.toString().startsWith("config-")) {
        return true;
      }
    }
    return false;
  }

  private static Set<Path> needed(Path binary) throws IOException, InterruptedException {
    Process ldd = new ProcessBuilder("ldd", binary.toString()).start();
    String text = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    ldd.waitFor();
    var paths = new TreeSet<Path>();
    for (String word : text.split("\\s+", -1)) {
      if (word.startsWith("/")) {
        paths.add(Path.of(word));
      }
    }
    return paths;
  }
}
