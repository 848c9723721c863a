package dev.hearth.sandbox.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.hearth.sandbox.SandboxException;

/** WebAssembly modules, made of any bytes; they are read and checked, not compiled. */
class ModuleFuzzTest {
  /** What is taken has one memory, and no start function any more. */
  @FuzzTest
  void modules(byte[] bytes) {
    try {
      var sections = new Sections(bytes);
      assertThat(sections.start()).isGreaterThanOrEqualTo(-1);
      assertThat(new Sections(sections.withoutStart()).start()).isEqualTo(-1);
      var module = Compiled.read(sections);
      assertThat(module.memorySection().orElseThrow().memoryCount()).isEqualTo(1);
    } catch (SandboxException e) {
      assertThat(e).message().isNotBlank();
    }
  }
}
