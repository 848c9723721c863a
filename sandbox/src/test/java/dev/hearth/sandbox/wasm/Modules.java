package dev.hearth.sandbox.wasm;

import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Programs of the modules that lie beside their C sources. */
public final class Modules {
  private Modules() {}

  /**
   * A program of one of the test modules.
   *
   * @param module without its ending
   * @param handler the export to call, or {@code _start}
   */
  public static Program program(
      String module, String handler, Map<String, String> environment, ProgramLimits limits) {
    return new Program(
        module,
        "1",
        new Program.Language("wasm", "wasm"),
        handler,
        Optional.of(path(module)),
        Optional.empty(),
        Optional.empty(),
        environment,
        limits,
        false,
        false,
        Map.of());
  }

  static Path path(String module) {
    try {
      return Path.of(
          Objects.requireNonNull(Modules.class.getResource(module + ".wasm"), module).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Maps of memory that instances and their images left in this process. */
  public static long mapped() throws java.io.IOException {
    try (var maps = java.nio.file.Files.lines(Path.of("/proc/self/maps"))) {
      return maps.filter(line -> line.contains("hearth-")).count();
    }
  }
}
