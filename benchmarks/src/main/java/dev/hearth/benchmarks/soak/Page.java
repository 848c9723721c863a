package dev.hearth.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Path;

final class Page {
  private Page() {}

  static void write(Path file, SoakResult result) throws IOException {}
}
