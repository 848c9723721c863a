package dev.hearth.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a soak makes outside of processes: a directory, a small disk in it, a group that bounds
 * memory. All of it goes when this is closed.
 */
final class Stage implements AutoCloseable {
  private final Path directory;
  private final Optional<SmallDisk> disk;
  private final Optional<MemoryGroup> group;

  private Stage(Path directory, Optional<SmallDisk> disk, Optional<MemoryGroup> group) {
    this.directory = directory;
    this.disk = disk;
    this.group = group;
  }

  /** Makes what this machine lets it make. */
  static Stage make(int diskMebibytes) throws IOException {
    Path directory = Files.createTempDirectory("hearth-soak");
    Path data = Files.createDirectory(directory.resolve("disk"));
    return new Stage(directory, SmallDisk.mount(data, diskMebibytes), MemoryGroup.make());
  }

  Path data() {
    return directory.resolve("disk").resolve("data");
  }

  /** A file beside the small disk. */
  Path file(String name) {
    return directory.resolve(name);
  }

  Optional<SmallDisk> disk() {
    return disk;
  }

  Optional<MemoryGroup> group() {
    return group;
  }

  @Override
  public void close() throws IOException {
    disk.ifPresent(SmallDisk::close);
    group.ifPresent(MemoryGroup::close);
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
