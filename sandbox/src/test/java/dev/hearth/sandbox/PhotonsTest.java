package dev.hearth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.sandbox.jvm.FunctionJar;
import dev.hearth.sandbox.jvm.JvmProvider;
import dev.hearth.sandbox.jvm.Programs;
import dev.hearth.sandbox.jvm.StatefulFunctions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

final class PhotonsTest {
  private static final int CALLS = 20;
  private static final ProgramLimits ONE =
      new ProgramLimits(128L << 20, 1_000, 32L << 20, 64, 1, 64L << 10, 6L << 20);
  private static final ProgramLimits MANY =
      new ProgramLimits(128L << 20, 1_000, 32L << 20, 64, CALLS, 64L << 10, 6L << 20);

  @TempDir static Path folder;

  private static Program program(Class<?> handler, ProgramLimits limits, String statics) {
    return Programs.java(
        FunctionJar.of(folder, StatefulFunctions.class),
        handler.getName(),
        limits,
        Map.of("statics", statics));
  }

  private static Sandbox sandbox(SandboxProvider provider, Program program) {
    provider.prepare(program);
    Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE);
    sandbox.specialise(program);
    return sandbox;
  }

  private static String payload(int call) {
    return IntStream.rangeClosed(1, 30).mapToObj(i -> "" + i * (call + 1)).toList().toString();
  }

  /** What each call answers in a class loader of its own, one after another. */
  private static List<String> expected() {
    var answers = new ArrayList<String>();
    try (var alone = new JvmProvider()) {
      Program program = program(StatefulFunctions.SUMS.class, ONE, "kept");
      for (int i = 0; i < CALLS; i++) {
        try (Sandbox sandbox = sandbox(alone, program)) {
          answers.add(sorted(Calls.answer(sandbox, payload(i))));
        }
      }
    }
    assertThat(answers).doesNotHaveDuplicates().first().asString().contains("total=465");
    return answers;
  }

  private static String sorted(String json) {
    return JsonMapper.shared()
        .readValue(json, new TypeReference<TreeMap<String, Object>>() {})
        .toString();
  }

  private static List<String> answers(List<Calls.Recorded> calls) {
    return calls.stream().map(call -> sorted(call.answer())).toList();
  }

  @Test
  void parallelCallsOfManySandboxesNeverInterfere() {
    Program program = program(StatefulFunctions.SUMS.class, ONE, "kept");
    var sandboxes = new ArrayList<Sandbox>();
    try (var photons = JvmProvider.photons()) {
      for (int i = 0; i < CALLS; i++) {
        sandboxes.add(sandbox(photons, program));
      }
      var calls = new ArrayList<Calls.Recorded>();
      for (int i = 0; i < CALLS; i++) {
        calls.add(Calls.start(sandboxes.get(i), payload(i)));
      }
      assertThat(answers(calls)).isEqualTo(expected());
    } finally {
      sandboxes.forEach(Sandbox::close);
    }
  }

  @Test
  void parallelCallsOfOneSandboxNeverInterfere() {
    Program program = program(StatefulFunctions.SUMS.class, MANY, "fresh");
    try (var photons = JvmProvider.photons();
        Sandbox sandbox = sandbox(photons, program)) {
      for (int round = 0; round < 3; round++) {
        var calls = new ArrayList<Calls.Recorded>();
        for (int i = 0; i < CALLS; i++) {
          calls.add(Calls.start(sandbox, payload(i)));
        }
        assertThat(answers(calls)).isEqualTo(expected());
      }
    }
  }

  @Test
  void withOneLoaderAndNoScopesTheyWouldInterfere() {
    Program program = program(StatefulFunctions.SUMS.class, MANY, "kept");
    try (var jvm = new JvmProvider();
        Sandbox sandbox = sandbox(jvm, program)) {
      var calls = new ArrayList<Calls.Recorded>();
      for (int i = 0; i < CALLS; i++) {
        calls.add(Calls.start(sandbox, payload(i)));
      }
      assertThat(answers(calls)).isNotEqualTo(expected());
    }
  }

  @Test
  void callsShareWhatTheyAskToShare() {
    Program program = program(StatefulFunctions.SHARED_COUNT.class, ONE, "fresh");
    try (var photons = JvmProvider.photons();
        Sandbox one = sandbox(photons, program);
        Sandbox other = sandbox(photons, program)) {
      assertThat(Calls.answer(one, "1")).isEqualTo("1");
      assertThat(Calls.answer(other, "1")).isEqualTo("2");
      assertThat(Calls.answer(one, "1")).isEqualTo("3");
    }
  }

  @Test
  void failedInitialiserFailsTheStart() {
    Program program = program(StatefulFunctions.FAILS_TO_START.class, ONE, "kept");
    try (var photons = JvmProvider.photons()) {
      assertThatThrownBy(() -> sandbox(photons, program).close())
          .isInstanceOf(SandboxException.class)
          .hasMessageContaining("NumberFormatException");
    }
  }

  @Test
  void unknownChoiceOfStaticsIsRefused() {
    Program program = program(StatefulFunctions.SUMS.class, ONE, "sometimes");
    try (var photons = JvmProvider.photons()) {
      assertThatThrownBy(() -> photons.prepare(program))
          .isInstanceOf(SandboxException.class)
          .hasMessageContaining("'sometimes'; it is 'kept' or 'fresh'");
    }
  }
}
