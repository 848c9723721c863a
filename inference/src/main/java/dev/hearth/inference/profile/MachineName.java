package dev.hearth.inference.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the latencies of a profile hold for: the processor, its cores and the engine. */
public final class MachineName {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private MachineName() {}

  /** This machine's name, such as {@code Xeon Platinum 8481C x2, onnxruntime 1.28.0}. */
  public static String of(String engine) {
    int cores = Runtime.getRuntime().availableProcessors();
    return "%s x%d, %s".formatted(processor(), cores, engine).replaceAll("\\s+", " ");
  }

  private static String processor() {
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseGet(() -> System.getProperty("os.arch"));
    } catch (IOException _) {
      return System.getProperty("os.arch");
    }
  }
}
