package dev.hearth.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Fuzzes one target in a process of its own, guided by what its inputs reach in Hearth's code.
 *
 * @param directory where its corpus grows and its findings go
 * @param seconds at most
 * @param executions at most; 0 for no bound
 * @param seed of the mutations
 */
record FuzzRun(FuzzTarget target, Path directory, long seconds, long executions, long seed) {
  private static final int SECONDS_AN_INPUT = 60;

  /** Then what takes long to prepare is left out: hooks into libraries, the optimizing compiler. */
  private boolean brief() {
    return executions > 0;
  }

  /** Runs it to its end. */
  FuzzResult run() throws IOException, InterruptedException {
    Path corpus = Files.createDirectories(directory.resolve("corpus"));
    Path log = directory.resolve("log.txt");
    Process process =
        new ProcessBuilder(command(corpus))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      Duration cpu = Duration.ZERO;
      while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
        cpu = process.info().totalCpuDuration().orElse(cpu);
      }
      return FuzzResult.read(target.name(), cpu, Files.readAllLines(log), log);
    } finally {
      process.destroyForcibly();
    }
  }

  private List<String> command(Path corpus) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx768m",
            "-XX:MaxDirectMemorySize=512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=" + (brief() ? 1 : 4),
            "-XX:+EnableDynamicAgentLoading",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            target.classes() + File.pathSeparator + System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + target.className(),
            "--target_method=" + target.method(),
            "--instrumentation_includes=dev.hearth.**",
            "--reproducer_path=" + directory,
            "-artifact_prefix=" + directory + File.separator,
            "-timeout=" + SECONDS_AN_INPUT,
            "-rss_limit_mb=0",
            "-print_final_stats=1",
            "-max_total_time=" + seconds,
            "-seed=" + seed));
    if (brief()) {
      command.addAll(
          List.of(
              "-runs=" + executions,
              "--custom_hook_includes=dev.hearth.**",
              "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.RegexRoadblocks"));
    }
    command.add(corpus.toString());
    Path seeds = target.seeds(target.classes());
    if (Files.isDirectory(seeds)) {
      command.add(seeds.toString());
    }
    return command;
  }
}
