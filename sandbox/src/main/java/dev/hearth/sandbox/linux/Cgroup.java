package dev.hearth.sandbox.linux;

import dev.hearth.sandbox.Footprint;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/** One control group, in whichever version this machine has; made and filled by others. */
public final class Cgroup {
  private static final int CPU_PERIOD_MICROS = 100_000;
  private static final int FREEZE_ATTEMPTS = 1_000;

  private final Cgroups all;
  private final String path;

  Cgroup(Cgroups all, String path) {
    this.all = all;
    this.path = path;
  }

  public String path() {
    return path;
  }

  /** Stops or continues all its processes, and returns once they have. */
  public void freeze(boolean frozen) throws IOException {
    if (all.unified()) {
      write("freezer", "cgroup.freeze", frozen ? "1" : "0");
      await("cgroup.events", frozen ? "frozen 1" : "frozen 0");
    } else {
      write("freezer", "freezer.state", frozen ? "FROZEN" : "THAWED");
      await("freezer.state", frozen ? "FROZEN" : "THAWED");
    }
  }

  private void await(String file, String text) throws IOException {
    for (int i = 0; i < FREEZE_ATTEMPTS; i++) {
      if (read("freezer", file).contains(text)) {
        return;
      }
      Thread.onSpinWait();
      if (i > 10) {
        java.util.concurrent.locks.LockSupport.parkNanos(20_000L * Math.min(i, 100));
      }
    }
    throw new IOException("the processes of " + path + " were not all stopped or continued");
  }

  /** Other limits than it was made with. */
  public void limit(long memoryBytes, int cpuMillis, int processes) throws IOException {
    long quota = (long) cpuMillis * CPU_PERIOD_MICROS / 1_000;
    if (all.unified()) {
      write("memory", "memory.max", Long.toString(memoryBytes));
      write("cpu", "cpu.max", quota + " " + CPU_PERIOD_MICROS);
    } else {
      write("memory", "memory.limit_in_bytes", Long.toString(memoryBytes));
      write("cpu", "cpu.cfs_quota_us", Long.toString(quota));
    }
    write("pids", "pids.max", Integer.toString(processes));
  }

  /** How often the kernel ended one of its processes since it was out of memory; 0 if unknown. */
  public long outOfMemoryKills() {
    return all.unified()
        ? counter("memory", "memory.events", "oom_kill")
        : counter("memory", "memory.oom_control", "oom_kill");
  }

  public Footprint footprint() {
    return all.unified()
        ? new Footprint(
            number("memory", "memory.current"),
            number("memory", "memory.peak"),
            1_000 * counter("cpu", "cpu.stat", "usage_usec"))
        : new Footprint(
            number("memory", "memory.usage_in_bytes"),
            number("memory", "memory.max_usage_in_bytes"),
            number("cpuacct", "cpuacct.usage"));
  }

  /** Its processes, by their numbers. */
  public List<Long> processes() {
    try {
      return read("pids", "cgroup.procs").lines().map(Long::valueOf).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /**
   * Removes it; nothing if it is gone.
   *
   * @throws IOException if a process or group is still in it
   */
  public void remove() throws IOException {
    for (Path directory : all.directories(path)) {
      Files.deleteIfExists(directory);
    }
  }

  /** The same, with the groups in it. */
  public void removeAll() throws IOException {
    for (Cgroup child : children()) {
      child.remove();
    }
    remove();
  }

  /**
   * Gives it another name below the same parent, wherever it exists; only in version 1.
   *
   * @return it, by its new name
   */
  public Cgroup rename(String to) throws IOException {
    Cgroup renamed = all.at(to);
    List<Path> from = all.directories(path);
    List<Path> there = all.directories(to);
    for (int i = 0; i < from.size(); i++) {
      if (Files.isDirectory(from.get(i))) {
        rename(from.get(i), there.get(i));
      }
    }
    return renamed;
  }

  private static void rename(Path from, Path to) throws IOException {
    try {
      Files.move(from, to);
    } catch (FileSystemException e) {
      Files.delete(from); // a group of version 2, which runc makes beside those of version 1
    }
  }

  /** Gives back the memory that files of ended processes take, and what was counted of it. */
  public void forget() throws IOException {
    if (!all.unified()) {
      write("memory", "memory.force_empty", "0");
      write("memory", "memory.max_usage_in_bytes", "0");
      write("cpuacct", "cpuacct.usage", "0");
    }
  }

  /** The groups in it, in whichever tree. */
  private List<Cgroup> children() throws IOException {
    var names = new TreeSet<String>();
    for (Path directory : all.directories(path)) {
      if (Files.isDirectory(directory)) {
        try (var entries = Files.newDirectoryStream(directory, Files::isDirectory)) {
          entries.forEach(entry -> names.add(entry.getFileName().toString()));
        }
      }
    }
    return names.stream().map(name -> all.at(path + "/" + name)).toList();
  }

  private void write(String controller, String file, String value) throws IOException {
    Files.writeString(all.directory(controller, path).resolve(file), value);
  }

  private String read(String controller, String file) throws IOException {
    return Files.readString(all.directory(controller, path).resolve(file));
  }

  private long number(String controller, String file) {
    try {
      return Long.parseLong(read(controller, file).strip());
    } catch (IOException | NumberFormatException e) {
      return -1;
    }
  }

  private long counter(String controller, String file, String key) {
    try {
      for (String line : read(controller, file).split("\n", -1)) {
        if (line.startsWith(key + " ")) {
          return Long.parseLong(line.substring(key.length() + 1).strip());
        }
      }
      return 0;
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }
}
