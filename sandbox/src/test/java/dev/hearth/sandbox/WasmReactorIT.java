package dev.hearth.sandbox;

import dev.hearth.sandbox.wasm.Modules;
import dev.hearth.sandbox.wasm.WasmProvider;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The suite on modules built as libraries. */
class WasmReactorIT extends SandboxContainment {
  @Override
  SandboxProvider provider() {
    return new WasmProvider();
  }

  /** No connections, no processes, no files yet, one answer: WASI has no words for the others. */
  @Override
  Optional<Program> program(Probe probe) {
    return switch (probe) {
      case CONNECTS, FORKS, FILLS_DISK, ANSWERS_TWICE -> Optional.empty();
      default -> Optional.of(program(probe.name().toLowerCase(Locale.ROOT)));
    };
  }

  private static Program program(String handler) {
    return Modules.program("reactor", handler, Map.of("PROBE", "s3cret"), LIMITS);
  }

  @Override
  Program broken() {
    return program("missing");
  }

  @Override
  List<String> leftovers() throws Exception {
    return List.of("maps " + Modules.mapped());
  }
}
