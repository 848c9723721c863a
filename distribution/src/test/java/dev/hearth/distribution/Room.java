package dev.hearth.distribution;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A module, and the modules it may depend on.
 *
 * @param module the name of its folder and of its package under {@code dev.hearth}
 * @param below every module it may depend on
 */
record Room(String module, Set<String> below) {

  /** The table of rooms, lowest first. A new module is one more row. */
  static final List<Room> ALL =
      List.of(
          room("api"),
          room("kernel"),
          room("policies", "kernel"),
          room("simulator", "kernel", "policies"),
          room("sandbox", "api"),
          room("functions", "sandbox"),
          room("inference", "kernel"),
          room("gateway", "kernel", "sandbox", "functions", "inference"),
          room(
              "node",
              "api",
              "kernel",
              "policies",
              "simulator",
              "sandbox",
              "functions",
              "inference",
              "gateway"),
          room("cli"));

  Room {
    below = Set.copyOf(below);
  }

  private static Room room(String module, String... below) {
    return new Room(module, Set.of(below));
  }

  /** Patterns of the packages under {@code root} that code of this room may use. */
  String[] visiblePackages(String root) {
    return Stream.concat(Stream.of(module), below.stream())
        .map(name -> root + "." + name + "..")
        .toArray(String[]::new);
  }

  @Override
  public String toString() {
    return module;
  }
}
