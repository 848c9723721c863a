package dev.hearth.simulator;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Published traces that are not part of the project. */
public final class Data {
  private Data() {}

  /** A file of the data folder; the test is skipped, saying so, where the folder is absent. */
  public static Path file(String name) {
    var file = Path.of("..", "..", "shared", "data").resolve(name);
    assumeTrue(
        Files.exists(file), () -> "skipped: published traces are not here, looked for " + file);
    return file;
  }
}
