package dev.hearth.sandbox.zygote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where this machine has control groups for memory, processes and processor time: one hierarchy
 * (version 2) or one for each (version 1).
 *
 * @param mounts where a controller is mounted, by its name; {@code unified} for version 2
 */
record Hierarchies(TreeMap<String, Path> mounts) {
  static final String UNIFIED = "unified";
  private static final List<String> CONTROLLERS = List.of("cpu", "memory", "pids");

  static Optional<Hierarchies> ofThisMachine() throws IOException {
    return from(Files.readAllLines(Path.of("/proc/self/mounts")));
  }

  /** From lines as in {@code /proc/mounts}. */
  static Optional<Hierarchies> from(List<String> lines) throws IOException {
    var found = new TreeMap<String, Path>();
    for (String line : lines) {
      String[] fields = line.split(" ", 5);
      if (fields.length < 4) {
        continue;
      }
      Path at = Path.of(fields[1]);
      if (fields[2].equals("cgroup2") && controls(at)) {
        return Optional.of(new Hierarchies(new TreeMap<>(java.util.Map.of(UNIFIED, at))));
      }
      if (fields[2].equals("cgroup")) {
        List<String> options = Arrays.asList(fields[3].split(","));
        CONTROLLERS.stream().filter(options::contains).forEach(name -> found.put(name, at));
        if (options.contains("freezer")) {
          found.put("freezer", at);
        }
      }
    }
    return found.keySet().containsAll(CONTROLLERS)
        ? Optional.of(new Hierarchies(found))
        : Optional.empty();
  }

  private static boolean controls(Path unified) throws IOException {
    Path controllers = unified.resolve("cgroup.controllers");
    return Files.isReadable(controllers)
        && Arrays.asList(Files.readString(controllers).strip().split(" ")).containsAll(CONTROLLERS);
  }

  boolean unified() {
    return mounts.containsKey(UNIFIED);
  }
}
