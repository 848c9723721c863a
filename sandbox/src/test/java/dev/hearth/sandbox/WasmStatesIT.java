package dev.hearth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.sandbox.wasm.Modules;
import dev.hearth.sandbox.wasm.WasmProvider;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What instances of one module begin with, and what becomes of one that trapped. */
class WasmStatesIT {
  private final WasmProvider provider = new WasmProvider();
  private final List<Sandbox> sandboxes = new ArrayList<>();

  @AfterEach
  void close() {
    sandboxes.forEach(Sandbox::close);
    provider.close();
  }

  private Sandbox sandbox(String module, String handler) {
    Program program = Modules.program(module, handler, Map.of(), SandboxConformance.LIMITS);
    provider.prepare(program);
    Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE);
    sandboxes.add(sandbox);
    sandbox.specialise(program);
    return sandbox;
  }

  @Test
  void instancesBeginAfterTheInitialisation() {
    assertThat(Calls.answer(sandbox("initialised", "show"), "")).isEqualTo("xx");
  }

  @Test
  void whatOneInstanceWritesNoOtherSees() {
    assertThat(Calls.answer(sandbox("initialised", "change"), "")).isEqualTo("changed");
    assertThat(Calls.answer(sandbox("initialised", "show"), "")).isEqualTo("xx");
  }

  @Test
  void timeOfTheInitialisationIsEachInstancesOwn() {
    var moments = new HashSet<String>();
    for (int i = 0; i < 3; i++) {
      moments.add(Calls.answer(sandbox("initialised-at", "moment"), ""));
    }
    assertThat(moments).hasSize(3);
  }

  @Test
  void trapsAreTheCallersToHearAndEndNothingElse() {
    assertTraps("recurse", "call stack exhausted");
    assertTraps("divide", "trapped");
    assertTraps("lies", "out of bounds");
  }

  private void assertTraps(String handler, String message) {
    Sandbox sandbox = sandbox("initialised", handler);
    for (int i = 0; i < 2; i++) {
      CallEnd.Failed failed = Calls.start(sandbox, "").failure();
      assertThat(failed.kind()).isEqualTo(CallEnd.Kind.CRASHED);
      assertThat(failed.message()).contains(message);
      assertThat(failed.usable()).isTrue();
    }
  }

  @Test
  void trappedInstanceBeginsAnew() {
    Program program = Modules.program("reactor", "counts", Map.of(), SandboxConformance.LIMITS);
    provider.prepare(program);
    Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE);
    sandboxes.add(sandbox);
    sandbox.specialise(program);
    assertThat(Calls.answer(sandbox, "")).isEqualTo("1");
    assertThat(Calls.answer(sandbox, "")).isEqualTo("2");

    sandbox.abort(Calls.start(sandbox, "x".repeat(1 << 20)).call.id(), CallEnd.Kind.TIMED_OUT);
    assertThat(Calls.start(sandbox, "").await()).isInstanceOf(CallEnd.Answered.class);
  }

  @Test
  void manyLoopsHoldUpNoShortCall() {
    for (int i = 0; i < 12; i++) {
      Calls.start(sandbox("reactor", "loops"), "");
    }
    Sandbox echo = sandbox("reactor", "echo");
    for (int i = 0; i < 100; i++) {
      assertThat(Calls.answer(echo, "1")).isEqualTo("1");
    }
  }

  @Test
  void loopsAllGetTheirTurn() {
    var calls = new ArrayList<Calls.Recorded>();
    for (int i = 0; i < 3; i++) {
      Calls.start(sandbox("reactor", "loops"), "");
    }
    for (int i = 0; i < 1; i++) {
      calls.add(Calls.start(sandbox("reactor", "floods"), "1"));
    }
    calls.forEach(call -> assertThat(call.answer()).isEqualTo("1"));
  }
}
