package dev.hearth.sandbox.zygote;

import dev.hearth.sandbox.ProgramLimits;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Control groups of sandboxes. Those of ended sandboxes are used again, since making and removing
 * them is slow where many do it at once.
 *
 * <p>Source: SOCK (Oakes and others, USENIX ATC 2018).
 */
final class Groups implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Groups.class);
  private static final String PREFIX = "hearth-zygote-";
  private static final int MAX_IDLE = 64;

  private final Hierarchies hierarchies;
  private final TreeMap<String, Path> parents = new TreeMap<>();
  private final ArrayDeque<Group> idle = new ArrayDeque<>();
  private int made;

  Groups(Hierarchies hierarchies, String name) throws IOException {
    this.hierarchies = hierarchies;
    for (Map.Entry<String, Path> hierarchy : hierarchies.mounts().entrySet()) {
      removeAbandoned(hierarchy.getValue());
      Path parent = hierarchy.getValue().resolve(PREFIX + name);
      Files.createDirectories(parent);
      parents.put(hierarchy.getKey(), parent);
    }
    Path unified = hierarchies.mounts().get(Hierarchies.UNIFIED);
    if (unified != null) {
      for (Path each : List.of(unified, unified.resolve(PREFIX + name))) {
        Files.writeString(each.resolve("cgroup.subtree_control"), "+cpu +memory +pids");
      }
    }
  }

  /** The directories of all groups, by hierarchy. */
  Map<String, Path> parents() {
    return parents;
  }

  /** A group with no process in it, with these limits. */
  Group take(ProgramLimits limits) throws IOException {
    Group group;
    synchronized (this) {
      group = idle.poll();
      if (group == null) {
        group = new Group("g" + made++, parents, hierarchies.unified());
      }
    }
    group.limit(limits);
    return group;
  }

  /** Takes a group back whose processes have ended. */
  void giveBack(Group group) {
    boolean kept = false;
    try {
      group.awaitEmpty();
      group.reset();
      synchronized (this) {
        kept = idle.size() < MAX_IDLE && idle.add(group);
      }
    } catch (IOException e) {
      log.warn("the control group {} is not used again: {}", group.name(), e.getMessage());
    }
    if (!kept) {
      group.remove();
    }
  }

  @Override
  public synchronized void close() {
    idle.forEach(Group::remove);
    idle.clear();
    parents.values().forEach(Groups::removeTree);
  }

  /** Groups of nodes that were killed. */
  private static void removeAbandoned(Path hierarchy) throws IOException {
    try (DirectoryStream<Path> groups = Files.newDirectoryStream(hierarchy, PREFIX + "*")) {
      for (Path group : groups) {
        String pid = group.getFileName().toString().substring(PREFIX.length()).split("-", 2)[0];
        if (pid.matches("\\d{1,9}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          removeTree(group);
        }
      }
    }
  }

  private static void removeTree(Path group) {
    try (DirectoryStream<Path> within = Files.newDirectoryStream(group, Files::isDirectory)) {
      within.forEach(Groups::removeTree);
    } catch (IOException e) {
      log.debug("{}", e.getMessage());
    }
    try {
      Files.deleteIfExists(group);
    } catch (IOException e) {
      log.warn("the control group {} was not removed: {}", group, e.getMessage());
    }
  }
}
