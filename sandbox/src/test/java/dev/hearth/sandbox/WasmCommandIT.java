package dev.hearth.sandbox;

import dev.hearth.sandbox.wasm.Modules;
import dev.hearth.sandbox.wasm.WasmProvider;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The suite on modules built as programs. */
class WasmCommandIT extends SandboxContainment {
  @Override
  SandboxProvider provider() {
    return new WasmProvider();
  }

  /** As for libraries; and a program, which begins anew with each call, cannot count them. */
  @Override
  Optional<Program> program(Probe probe) {
    return switch (probe) {
      case CONNECTS, FORKS, FILLS_DISK, ANSWERS_TWICE, COUNTS -> Optional.empty();
      default -> Optional.of(program("command", probe.name().toLowerCase(Locale.ROOT)));
    };
  }

  private static Program program(String module, String kind) {
    return Modules.program(module, "_start", Map.of("PROBE", "s3cret", "KIND", kind), LIMITS);
  }

  @Override
  Program broken() {
    return program("reactor", "echo");
  }

  @Override
  List<String> leftovers() throws Exception {
    return List.of("maps " + Modules.mapped());
  }
}
