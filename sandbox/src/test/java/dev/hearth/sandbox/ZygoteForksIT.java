package dev.hearth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.sandbox.zygote.ZygoteConfig;
import dev.hearth.sandbox.zygote.ZygoteProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One sandbox for all calls of a function, each in a fork of its own. */
class ZygoteForksIT {
  private static final ProgramLimits LIMITS =
      new ProgramLimits(256L << 20, 1_000, 32L << 20, 128, 8, 64L << 10, 6L << 20);

  @TempDir static Path directory;
  private static ZygoteProvider provider;

  @BeforeAll
  static void open() {
    provider = new ZygoteProvider(ZygoteConfig.DEFAULTS);
    if (provider.availability() instanceof Availability.Unavailable(String reason)) {
      assumeTrue(false, "no warm interpreters here: " + reason);
    }
  }

  @AfterAll
  static void close() {
    provider.close();
  }

  private static Sandbox sandbox(String function) throws IOException {
    Program program = PythonProbes.program(directory, "probe." + function, LIMITS, Map.of());
    provider.prepare(program);
    Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE);
    sandbox.specialise(program);
    return sandbox;
  }

  private static List<Calls.Recorded> start(Sandbox sandbox, int count, String payload) {
    var calls = new ArrayList<Calls.Recorded>();
    for (int i = 0; i < count; i++) {
      calls.add(Calls.start(sandbox, payload));
    }
    return calls;
  }

  @Test
  void callsThatWaitRunAtTheSameTime() throws IOException {
    try (Sandbox sandbox = sandbox("spans")) {
      double lastStart = 0;
      double firstEnd = Double.MAX_VALUE;
      for (Calls.Recorded call : start(sandbox, 8, "2000")) {
        JsonNode span = JsonMapper.shared().readTree(call.answer());
        lastStart = Math.max(lastStart, span.get(0).asDouble());
        firstEnd = Math.min(firstEnd, span.get(1).asDouble());
      }
      assertThat(lastStart).isLessThan(firstEnd);
    }
  }

  @Test
  void callsThatComputeAllEndThoughFewRunAtATime() throws IOException {
    try (Sandbox sandbox = sandbox("computes")) {
      for (Calls.Recorded call : start(sandbox, 8, "200000")) {
        assertThat(call.answer()).isEqualTo("19999900000");
      }
    }
  }

  @Test
  void stateIsThatOfTheLoadedFunction() throws IOException {
    try (Sandbox sandbox = sandbox("counts")) {
      for (int i = 0; i < 30; i++) {
        assertThat(Calls.answer(sandbox, "null")).isEqualTo("1");
      }
    }
  }

  @Test
  void linesBelongToTheirCalls() throws IOException {
    try (Sandbox sandbox = sandbox("says")) {
      var calls = new ArrayList<Calls.Recorded>();
      for (int i = 0; i < 8; i++) {
        calls.add(Calls.start(sandbox, Integer.toString(i)));
      }
      for (int i = 0; i < 8; i++) {
        assertThat(calls.get(i).answer()).isEqualTo(Integer.toString(i));
        assertThat(calls.get(i).lines).containsExactly("call " + i);
      }
    }
  }

  @Test
  void crashEndsOneCall() throws IOException {
    try (Sandbox sandbox = sandbox("does")) {
      Calls.Recorded sleeping = Calls.start(sandbox, "[\"sleeps\", 500]");
      CallEnd.Failed exits = Calls.start(sandbox, "[\"exits\", null]").failure();
      CallEnd.Failed crashes = Calls.start(sandbox, "[\"crashes\", null]").failure();

      assertThat(exits.kind()).isEqualTo(CallEnd.Kind.CRASHED);
      assertThat(exits.message()).contains("status 3");
      assertThat(exits.usable()).isTrue();
      assertThat(crashes.message()).contains("signal 11");
      assertThat(sleeping.answer()).isEqualTo("500");
    }
  }

  @Test
  void stoppedCallEndsAlone() throws IOException {
    try (Sandbox sandbox = sandbox("does")) {
      List<Calls.Recorded> looping = start(sandbox, 3, "[\"loops\", null]");
      Calls.Recorded sleeping = Calls.start(sandbox, "[\"sleeps\", 300]");
      for (Calls.Recorded call : looping) {
        sandbox.abort(call.call.id(), CallEnd.Kind.TIMED_OUT);
        assertThat(call.failure().usable()).isTrue();
      }
      assertThat(sleeping.answer()).isEqualTo("300");
      for (int i = 0; i < 20; i++) {
        assertThat(Calls.answer(sandbox, "[\"echo\", 1]")).isEqualTo("1");
      }
    }
  }

  @Test
  void callStoppedWhileItAnswersSpoilsNoLaterAnswer() throws IOException {
    try (Sandbox sandbox = sandbox("does")) {
      for (int i = 0; i < 10; i++) {
        Calls.Recorded call = Calls.start(sandbox, "[\"answers_some\", null]");
        java.util.concurrent.locks.LockSupport.parkNanos(i * 3_000_000L);
        sandbox.abort(call.call.id(), CallEnd.Kind.TIMED_OUT);
        call.await();
        assertThat(Calls.answer(sandbox, "[\"echo\", " + i + "]")).isEqualTo("" + i);
      }
    }
  }

  @Test
  void wantOfMemoryEndsOneCall() throws IOException {
    try (Sandbox sandbox = sandbox("does")) {
      Calls.Recorded sleeping = Calls.start(sandbox, "[\"sleeps\", 2000]");
      CallEnd.Failed failed = Calls.start(sandbox, "[\"hogs\", null]").failure();

      assertThat(failed.kind()).isEqualTo(CallEnd.Kind.OUT_OF_MEMORY);
      assertThat(sleeping.answer()).isEqualTo("2000");
    }
  }

  @Test
  void moreCallsThanAllowedAreRefused() throws IOException {
    try (Sandbox sandbox = sandbox("sleeps")) {
      List<Calls.Recorded> calls = start(sandbox, 9, "500");

      assertThat(calls.get(8).failure().errorType()).isEqualTo("Sandbox.Busy");
      calls.subList(0, 8).forEach(Calls.Recorded::answer);
    }
  }
}
