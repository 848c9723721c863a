package dev.hearth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.sandbox.wasm.Modules;
import dev.hearth.sandbox.wasm.WasmProvider;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Memory that functions have in common, and what stays apart beside it. */
class WasmRegionsIT {
  private final WasmProvider provider = new WasmProvider();
  private final List<Sandbox> sandboxes = new ArrayList<>();

  @AfterEach
  void close() {
    sandboxes.forEach(Sandbox::close);
    provider.close();
  }

  private static Program program(String handler, String regions) {
    Program plain = Modules.program("sharing", handler, Map.of(), SandboxConformance.LIMITS);
    return new Program(
        plain.name(),
        plain.version(),
        plain.language(),
        handler,
        plain.archive(),
        plain.content(),
        plain.image(),
        plain.environment(),
        plain.limits(),
        false,
        false,
        Map.of("regions", regions));
  }

  private Sandbox sandbox(String handler, String regions) {
    Program program = program(handler, regions);
    provider.prepare(program);
    Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE);
    sandboxes.add(sandbox);
    sandbox.specialise(program);
    return sandbox;
  }

  @Test
  void oneFunctionReadsWhatAnotherWrote() {
    assertThat(Calls.answer(sandbox("put", "shared=64"), "hello")).isEqualTo("1");
    assertThat(Calls.answer(sandbox("get", "shared=64"), "")).isEqualTo("hello");
  }

  @Test
  void lockKeepsCallsOfSeveralFunctionsApart() {
    var calls = new ArrayList<Calls.Recorded>();
    for (int i = 0; i < 4; i++) {
      calls.add(Calls.start(sandbox("count", "shared=64"), ""));
    }
    calls.forEach(call -> assertThat(call.answer()).isEqualTo("1"));

    Calls.Recorded number = Calls.start(sandbox("number", "shared=64"), "");
    assertThat(number.await())
        .isInstanceOfSatisfying(
            CallEnd.Answered.class,
            end ->
                assertThat(ByteBuffer.wrap(end.payload()).order(ByteOrder.LITTLE_ENDIAN).getInt())
                    .isEqualTo(4 * 100_000));
  }

  @Test
  void endOfACallFreesItsLocks() {
    Sandbox forgetful = sandbox("forgets", "shared=64");
    assertThat(Calls.answer(forgetful, "")).isEqualTo("1");
    assertThat(Calls.answer(forgetful, "")).isEqualTo("1");
    assertThat(Calls.answer(sandbox("count", "shared=64"), "")).isEqualTo("1");
  }

  @Test
  void regionOfOthersIsNotToBeHad() {
    assertThat(Calls.start(sandbox("unknown", "shared=64"), "").failure().message())
        .contains("there is no region 'other' here");
  }

  @Test
  void regionIsGoneWithItsLastFunction() {
    Sandbox put = sandbox("put", "shared=64");
    assertThat(Calls.answer(put, "secret")).isEqualTo("1");
    put.close();
    provider.release(program("put", "shared=64"));

    assertThat(Calls.answer(sandbox("get", "shared=64"), "")).isEmpty();
  }

  @Test
  void functionsThatDoNotAgreeAreRefused() {
    sandbox("put", "shared=64");
    assertThatThrownBy(() -> sandbox("get", "shared=128"))
        .isInstanceOf(SandboxException.class)
        .hasMessageContaining("another function says 64");
  }

  @Test
  void whatIsNoRegionIsRefused() {
    for (String wrong : List.of("shared", "sh ared=64", "shared=", "shared=0", "shared=9999999")) {
      assertThatThrownBy(() -> sandbox("put", wrong))
          .as(wrong)
          .isInstanceOf(SandboxException.class);
    }
  }

  @Test
  void memoryBeyondARegionIsTheFunctionsOwn() {
    String large = "x".repeat(70_000);
    Sandbox put = sandbox("put", "shared=64");
    assertThat(Calls.start(put, large).failure().message()).contains("out of bounds");
    assertThat(Calls.answer(put, "1")).isEqualTo("1");
  }
}
