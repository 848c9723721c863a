package dev.hearth.benchmarks.peers;

import com.sun.management.OperatingSystemMXBean;
import dev.hearth.benchmarks.Machine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The machine of a run.
 *
 * @param loadBefore processes that ran or waited to, over the minute before it
 * @param loadAfter the same over its last minute, the run included
 */
record Host(
    String system,
    String processor,
    int processors,
    long memoryMebibytes,
    double loadBefore,
    double loadAfter) {
  static Host before() {
    var machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Host(
        machine.getName() + " " + machine.getVersion() + ", " + machine.getArch(),
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        machine.getTotalMemorySize() >> 20,
        load(),
        0);
  }

  Host after() {
    return new Host(system, processor, processors, memoryMebibytes, loadBefore, load());
  }

  String machine() {
    return String.format(
        Locale.ROOT,
        "%s; %s; %d processors; %.0f GiB",
        system,
        processor,
        processors,
        memoryMebibytes / 1_024.0);
  }

  private static double load() {
    return Math.rint(Machine.load() * 10) / 10;
  }

  private static String processorName() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown processor");
    } catch (IOException _) {
      return "unknown processor";
    }
  }
}
