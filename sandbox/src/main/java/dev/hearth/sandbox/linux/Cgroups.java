package dev.hearth.sandbox.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where this machine has its control groups: one tree for all controllers (version 2), or one for
 * each (version 1).
 */
public final class Cgroups {
  static final String UNIFIED = "";
  private static final List<String> NEEDED = List.of("memory", "cpu", "pids", "freezer");

  private final Map<String, Path> roots;

  private Cgroups(Map<String, Path> roots) {
    this.roots = roots;
  }

  /** Those of this machine. */
  public static Cgroups find() throws IOException {
    return parse(Files.readAllLines(Path.of("/proc/self/mountinfo")));
  }

  /** Those in the lines of {@code /proc/PID/mountinfo}. */
  static Cgroups parse(List<String> mountinfo) {
    var v1 = new TreeMap<String, Path>();
    Optional<Path> unified = Optional.empty();
    for (String line : mountinfo) {
      String[] halves = line.split(" - ", 2);
      String[] front = halves[0].split(" ", -1);
      String[] back = halves.length < 2 ? new String[0] : halves[1].split(" ", -1);
      if (front.length < 5 || back.length < 3) {
        continue;
      }
      if (back[0].equals("cgroup2")) {
        unified = Optional.of(Path.of(front[4]));
      } else if (back[0].equals("cgroup")) {
        for (String controller : back[2].split(",", -1)) {
          v1.put(controller, Path.of(front[4]));
        }
      }
    }
    if (v1.keySet().containsAll(NEEDED)) {
      // Where both are mounted, runc makes a group without controllers in the tree of version 2.
      unified.ifPresent(path -> v1.put("unified", path));
      return new Cgroups(v1);
    }
    return new Cgroups(unified.map(path -> Map.of(UNIFIED, path)).orElse(Map.of()));
  }

  /** What is missing for limits to be set; empty if nothing. */
  public Optional<String> missing() {
    if (roots.isEmpty()) {
      return Optional.of(
          "no control groups with %s are mounted; mount them below /sys/fs/cgroup"
              .formatted(String.join(", ", NEEDED)));
    }
    return Optional.empty();
  }

  public boolean unified() {
    return roots.containsKey(UNIFIED);
  }

  /**
   * The group of a path.
   *
   * @param path from the top, such as {@code /hearth/1}
   */
  public Cgroup at(String path) {
    return new Cgroup(this, path);
  }

  /** A group's directory for a controller. */
  Path directory(String controller, String path) {
    Path root = roots.getOrDefault(unified() ? UNIFIED : controller, Path.of("/nonexistent"));
    return root.resolve(path.substring(1));
  }

  /** All directories of a group. */
  List<Path> directories(String path) {
    return roots.values().stream().map(root -> root.resolve(path.substring(1))).distinct().toList();
  }
}
