package dev.hearth.sandbox.zygote;

import dev.hearth.sandbox.Footprint;
import dev.hearth.sandbox.ProgramLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One control group, in every hierarchy it needs. Used by one sandbox at a time. */
final class Group {
  private static final Logger log = LoggerFactory.getLogger(Group.class);
  private static final long PERIOD_MICROS = 100_000;
  private static final long EMPTY_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final String name;
  private final boolean unified;
  private final TreeMap<String, Path> directories = new TreeMap<>();
  private long killsBefore;
  private long cpuBefore;

  Group(String name, Map<String, Path> parents, boolean unified) throws IOException {
    this.name = name;
    this.unified = unified;
    for (Map.Entry<String, Path> parent : parents.entrySet()) {
      Path directory = parent.getValue().resolve(name);
      Files.createDirectory(directory);
      directories.put(parent.getKey(), directory);
    }
  }

  String name() {
    return name;
  }

  void limit(ProgramLimits limits) throws IOException {
    long quota = Math.max(1_000, limits.cpuMillis() * PERIOD_MICROS / 1_000);
    if (unified) {
      write("memory.max", limits.memoryBytes());
      writeIfThere("memory.swap.max", 0);
      writeText("cpu.max", quota + " " + PERIOD_MICROS);
    } else {
      // Without this a second limit could be below the first one while both change.
      writeIfThere("memory.memsw.limit_in_bytes", -1);
      write("memory.limit_in_bytes", limits.memoryBytes());
      writeIfThere("memory.memsw.limit_in_bytes", limits.memoryBytes());
      write("cpu.cfs_period_us", PERIOD_MICROS);
      write("cpu.cfs_quota_us", quota);
    }
    write("pids.max", limits.processes());
    killsBefore = kills();
    cpuBefore = cpuNanos();
  }

  /** Processes that were killed for want of memory since the limits were set. */
  long killed() {
    return kills() - killsBefore;
  }

  private long kills() {
    return keyed(unified ? "memory.events" : "memory.oom_control", "oom_kill");
  }

  private long cpuNanos() {
    return unified ? keyed("cpu.stat", "usage_usec") * 1_000 : -1;
  }

  Footprint footprint() {
    long now = number(unified ? "memory.current" : "memory.usage_in_bytes");
    long peak = number(unified ? "memory.peak" : "memory.max_usage_in_bytes");
    return new Footprint(now, peak, unified ? cpuNanos() - cpuBefore : -1);
  }

  /** Stops or continues all processes. */
  void freeze(boolean frozen) throws IOException {
    if (unified) {
      writeText("cgroup.freeze", frozen ? "1" : "0");
      return;
    }
    Path freezer = directories.get("freezer");
    if (freezer == null) {
      throw new IOException("this machine has no control groups that freeze");
    }
    if (frozen) {
      // Joined only now: a process that is never paused need not pay for one more hierarchy.
      for (String process : Files.readAllLines(directory("memory").resolve("cgroup.procs"))) {
        Files.writeString(freezer.resolve("cgroup.procs"), process);
      }
    }
    Files.writeString(freezer.resolve("freezer.state"), frozen ? "FROZEN" : "THAWED");
  }

  /** Waits until the kernel has taken the last process out. */
  void awaitEmpty() throws IOException {
    long until = System.nanoTime() + EMPTY_WITHIN_NANOS;
    for (Path directory : directories.values()) {
      while (Files.size(directory.resolve("cgroup.procs")) > 0
          || !Files.readString(directory.resolve("cgroup.procs")).isEmpty()) {
        if (System.nanoTime() > until) {
          throw new IOException("processes remain in " + directory);
        }
        LockSupport.parkNanos(200_000);
      }
    }
  }

  /** Forgets what the last sandbox used. */
  void reset() throws IOException {
    if (unified) {
      return; // the peak cannot be set back on every kernel
    }
    write("memory.force_empty", 0);
    write("memory.max_usage_in_bytes", 0);
  }

  void remove() {
    for (Path directory : directories.values()) {
      try {
        Files.deleteIfExists(directory);
      } catch (IOException e) {
        log.warn("the control group {} was not removed: {}", directory, e.getMessage());
      }
    }
  }

  private Path directory(String controller) {
    Path directory = directories.get(unified ? Hierarchies.UNIFIED : controller);
    if (directory == null) {
      throw new IllegalStateException("no hierarchy " + controller);
    }
    return directory;
  }

  private Path file(String file) {
    return directory(file.substring(0, file.indexOf('.'))).resolve(file);
  }

  private void write(String file, long value) throws IOException {
    writeText(file, Long.toString(value));
  }

  private void writeText(String file, String value) throws IOException {
    Files.writeString(file(file), value);
  }

  private void writeIfThere(String file, long value) throws IOException {
    if (Files.exists(file(file))) {
      write(file, value);
    }
  }

  private long number(String file) {
    try {
      return Long.parseLong(Files.readString(file(file)).strip());
    } catch (IOException | NumberFormatException e) {
      return -1;
    }
  }

  private long keyed(String file, String key) {
    try {
      return Files.readAllLines(file(file)).stream()
          .filter(line -> line.startsWith(key + " "))
          .mapToLong(line -> Long.parseLong(line.substring(key.length() + 1).strip()))
          .findFirst()
          .orElse(0);
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
