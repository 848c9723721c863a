package dev.hearth.sandbox;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Probes as programs of the languages that have them in {@code src/test/resources/probes}. */
final class Probes {
  private Probes() {}

  /** A probe in Python: a handler of the module {@code probe}, named like it. */
  static Program python(Probe probe) {
    return program("python", "python3.11", "python", handler(probe), SandboxConformance.LIMITS);
  }

  /** A probe in JavaScript. */
  static Program node(Probe probe) {
    return program("node", "nodejs20.x", "node", handler(probe), SandboxConformance.LIMITS);
  }

  static String handler(Probe probe) {
    return "probe." + probe.name().toLowerCase(Locale.ROOT);
  }

  static Program program(
      String family, String identifier, String folder, String handler, ProgramLimits limits) {
    return new Program(
        handler.replace('.', '-'),
        "1",
        new Program.Language(family, identifier),
        handler,
        Optional.empty(),
        Optional.of(directory(folder)),
        Optional.empty(),
        Map.of("PROBE", "a value with 'quotes' and $signs"),
        limits,
        false,
        false,
        Map.of());
  }

  /** Where the probes of a language are. */
  static Path directory(String folder) {
    try {
      URL probes = Objects.requireNonNull(Probes.class.getResource("/probes/" + folder));
      return Path.of(probes.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
