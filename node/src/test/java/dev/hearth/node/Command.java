package dev.hearth.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A program of this machine that a test needs. */
final class Command {
  private static final long LIMIT_SECONDS = 240;

  /** What came of it: everything it printed. */
  record Ended(boolean well, String output) {}

  private Command() {}

  static Ended run(Path directory, String... words) throws IOException, InterruptedException {
    Path output = Files.createTempFile("output", ".txt");
    try {
      Process process =
          new ProcessBuilder(words)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      return new Ended(ended && process.waitFor() == 0, Files.readString(output, UTF_8));
    } catch (IOException e) {
      return new Ended(false, words[0] + " cannot be started: " + e.getMessage());
    } finally {
      Files.delete(output);
    }
  }
}
