package dev.hearth.sandbox.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.sandbox.SandboxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Modules that are refused, written as bytes: a header and one section after another. */
class ModuleCheckTest {
  private static final String HEADER = "0061736d01000000";
  private static final String MEMORY = "0503010001";

  private static byte[] module(String... sections) {
    return HexFormat.of().parseHex(HEADER + String.join("", sections));
  }

  private static void assertRefused(byte[] module, String message) {
    assertThatThrownBy(() -> Compiled.of(module))
        .isInstanceOfSatisfying(
            SandboxException.class,
            e -> {
              assertThat(e.code()).isEqualTo(SandboxException.Code.INVALID_PROGRAM);
              assertThat(e.getMessage()).contains(message);
            });
  }

  @Test
  void leastModuleIsTaken() {
    assertThat(Compiled.of(module(MEMORY)).start()).isEqualTo(-1);
  }

  @Test
  void startFunctionIsTakenOutAndRemembered() {
    String types = "01040160" + "0000";
    String functions = "03020100";
    String start = "080100";
    String code = "0a040102000b";

    Compiled compiled = Compiled.of(module(types, functions, MEMORY, start, code));

    assertThat(compiled.start()).isZero();
    assertThat(compiled.module().startSection()).isEmpty();
  }

  @Test
  void whatIsNoModuleIsRefused() {
    assertRefused("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8), "does not begin with");
    assertRefused(new byte[0], "does not begin with");
    assertRefused(HexFormat.of().parseHex("0061736d0d000100"), "component");
  }

  @Test
  void moduleCutAnywhereIsRefused() {
    byte[] whole = module("01040160" + "0000", "03020100", MEMORY, "0a040102000b");
    for (int length = 9; length < whole.length - 1; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      if (length != 14 && length != 18) {
        assertThatThrownBy(() -> Compiled.of(cut))
            .as("cut at %d", cut.length)
            .isInstanceOf(SandboxException.class);
      }
    }
  }

  @Test
  void moduleWithoutMemoryIsRefused() {
    assertRefused(module(), "0 memories");
  }

  @Test
  void memoryOfThreadsIsRefused() {
    assertRefused(module("050401030101"), "shared between threads");
  }

  @Test
  void hugeTableIsRefused() {
    assertRefused(module("04070170" + "0080808001", MEMORY), "entries");
  }

  @Test
  void importOfAMemoryIsRefused() {
    assertRefused(module("020801016101620200" + "01"), "only functions can be imported");
  }

  @Test
  void vectorsAreRefused() {
    String types = "01040160" + "0000";
    String code = "0a17011500fd0c" + "00".repeat(16) + "1a0b";
    assertRefused(module(types, "03020100", MEMORY, code), "V128_CONST");
  }
}
