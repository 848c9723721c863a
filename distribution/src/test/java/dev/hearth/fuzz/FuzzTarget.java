package dev.hearth.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A method that reads any bytes.
 *
 * @param classes the directory its class was compiled to, its seeds beside it
 */
record FuzzTarget(Path classes, String className, String method) {
  private static final String SUFFIX = "FuzzTest.class";

  /** As reports and commands call it: {@code gateway.grpc.messages}. */
  String name() {
    String room = className.substring("dev.hearth.".length(), className.lastIndexOf('.'));
    return room + "." + method;
  }

  /** Its inputs that are kept, under the directory of test classes or of test resources. */
  Path seeds(Path root) {
    return root.resolve(className.replace('.', '/') + "Inputs").resolve(method);
  }

  /** All there are on the class path and in the test classes of the rooms below {@code root}. */
  static List<FuzzTarget> all(Path root) {
    Set<Path> directories = new LinkedHashSet<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      directories.add(Path.of(entry));
    }
    List<FuzzTarget> targets = new ArrayList<>();
    try (Stream<Path> rooms = Files.list(root)) {
      rooms.map(room -> room.resolve("target/test-classes")).forEach(directories::add);
      for (Path directory : directories) {
        if (Files.isDirectory(directory)) {
          addIn(directory, targets);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    targets.sort(Comparator.comparing(FuzzTarget::name));
    return targets;
  }

  private static void addIn(Path directory, List<FuzzTarget> targets) throws IOException {
    try (Stream<Path> files = Files.walk(directory);
        var loader = new URLClassLoader(new URL[] {url(directory)})) {
      for (Path file : files.filter(each -> each.toString().endsWith(SUFFIX)).toList()) {
        String path = directory.relativize(file).toString();
        String name = path.substring(0, path.length() - ".class".length()).replace('/', '.');
        for (Method method : Class.forName(name, false, loader).getDeclaredMethods()) {
          if (method.isAnnotationPresent(FuzzTest.class)) {
            targets.add(new FuzzTarget(directory, name, method.getName()));
          }
        }
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("a class file holds another class than its name says", e);
    }
  }

  private static URL url(Path directory) throws MalformedURLException {
    return directory.toUri().toURL();
  }
}
