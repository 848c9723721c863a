package dev.hearth.benchmarks.suites.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A case at its usual size, as {@code checksums.txt} has it.
 *
 * @param checksum what every language answers
 */
record Known(Suite suite, String name, long n, String checksum) {
  static List<Known> all(Path suites) throws IOException {
    return Files.readAllLines(suites.resolve("checksums.txt")).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(" ", 4))
        .map(words -> new Known(Suite.of(words[0]), words[1], Long.parseLong(words[2]), words[3]))
        .toList();
  }

  String event() {
    return event(n);
  }

  String event(long size) {
    return "{\"case\":\"%s\",\"n\":%d}".formatted(name, size);
  }

  /** The same, asking for the processor's time, too. */
  String eventWithCpu(long size) {
    return "{\"case\":\"%s\",\"n\":%d,\"cpu\":true}".formatted(name, size);
  }

  String checksum(long size) {
    return size == n ? checksum : suite.checksum(name, size);
  }
}
