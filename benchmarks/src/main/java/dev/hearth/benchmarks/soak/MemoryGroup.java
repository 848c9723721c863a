package dev.hearth.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A control group, of either version, in which the node's memory can be bounded; takes root. */
final class MemoryGroup implements AutoCloseable {
  private static final Path GROUPS = Path.of("/sys/fs/cgroup");
  private static final int REMOVE_TRIES = 50;

  private final Path group;
  private final String limit;
  private final String usage;
  private final String unlimited;

  private MemoryGroup(Path group, String limit, String usage, String unlimited) {
    this.group = group;
    this.limit = limit;
    this.usage = usage;
    this.unlimited = unlimited;
  }

  static Optional<MemoryGroup> make() {
    String name = "hearth-soak-" + ProcessHandle.current().pid();
    Path first = GROUPS.resolve("memory");
    boolean old = Files.isDirectory(first);
    Path group = (old ? first : GROUPS).resolve(name);
    var made =
        old
            ? new MemoryGroup(group, "memory.limit_in_bytes", "memory.usage_in_bytes", "-1")
            : new MemoryGroup(group, "memory.max", "memory.current", "max");
    try {
      Files.createDirectory(group);
      if (Files.isWritable(group.resolve(made.limit))) {
        return Optional.of(made);
      }
      Files.delete(group);
      return Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** Where a process writes its number to join. */
  Path members() {
    return group.resolve("cgroup.procs");
  }

  long usageBytes() throws IOException {
    return Long.parseLong(Files.readString(group.resolve(usage)).trim());
  }

  /** Bounds it to what it uses and a little. */
  long squeeze(long moreBytes) throws IOException {
    long bytes = usageBytes() + moreBytes;
    Files.writeString(group.resolve(limit), Long.toString(bytes));
    return bytes;
  }

  void release() throws IOException {
    Files.writeString(group.resolve(limit), unlimited);
  }

  /** It can be removed once the last process in it is gone. */
  @Override
  public void close() {
    for (int i = 0; i < REMOVE_TRIES; i++) {
      if (group.toFile().delete()) {
        return;
      }
      Commands.pause(100);
    }
    System.err.println("soak: the group " + group + " could not be removed");
  }
}
