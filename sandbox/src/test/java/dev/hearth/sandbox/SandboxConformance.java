package dev.hearth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What every provider does. Subclasses name the provider and have its programs; those of a provider
 * that contains extend {@link SandboxContainment} instead, which asks for more.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SandboxConformance {
  /** For programs of the suite: small, so that running into a limit takes little time. */
  static final ProgramLimits LIMITS =
      new ProgramLimits(128L << 20, 1_000, 32L << 20, 64, 1, 64L << 10, 6L << 20);

  private static final int CREATED = Integer.getInteger("hearth.sandbox.created", 50);

  private SandboxProvider provider;

  /** The provider under test, closed by the suite. */
  abstract SandboxProvider provider() throws Exception;

  /**
   * A probe as a program of this provider, with {@link #LIMITS}; empty if it cannot be said in its
   * language.
   */
  abstract Optional<Program> program(Probe probe) throws Exception;

  /**
   * A program that {@link SandboxProvider#prepare} or {@link Sandbox#specialise} refuses, such as
   * one whose handler does not exist.
   */
  abstract Program broken() throws Exception;

  /**
   * What a sandbox of this provider leaves behind if it leaks: processes, groups, mounts, files.
   */
  abstract List<String> leftovers() throws Exception;

  /** How many sandboxes are made in a row; {@code -Dhearth.sandbox.created=1000} makes more. */
  int created() {
    return CREATED;
  }

  @BeforeAll
  void open() throws Exception {
    provider = provider();
    if (provider.availability() instanceof Availability.Unavailable(String reason)) {
      System.out.printf("sandbox %s: not available here: %s%n", provider.name(), reason);
      assumeTrue(false, provider.name() + " is not available here: " + reason);
    }
    System.out.printf(
        "sandbox %s: %s, %s%n", provider.name(), provider.capabilities(), provider.availability());
  }

  @AfterAll
  void close() {
    provider.close();
  }

  final SandboxProvider opened() {
    return provider;
  }

  final Sandbox sandbox(Program program) {
    return sandbox(program, SandboxListener.NONE);
  }

  final Sandbox sandbox(Program program, SandboxListener listener) {
    provider.prepare(program);
    Sandbox sandbox = provider.create(program.limits(), listener);
    try {
      sandbox.specialise(program);
    } catch (RuntimeException e) {
      sandbox.close();
      throw e;
    }
    return sandbox;
  }

  final Program required(Probe probe) throws Exception {
    Optional<Program> program = program(probe);
    assumeTrue(program.isPresent(), provider.name() + " has no program for " + probe);
    return program.get();
  }

  @Test
  void answersItsInput() throws Exception {
    try (Sandbox sandbox = sandbox(required(Probe.ECHO))) {
      assertThat(Calls.answer(sandbox, "{\"a\":[1,2,\"three\"]}"))
          .isEqualTo("{\"a\":[1,2,\"three\"]}");
    }
  }

  @Test
  void takesOneCallAfterAnother() throws Exception {
    try (Sandbox sandbox = sandbox(required(Probe.ECHO))) {
      for (int i = 0; i < 100; i++) {
        String payload = "[" + i + ",\"" + "x".repeat(i * 100) + "\"]";
        assertThat(Calls.answer(sandbox, payload)).isEqualTo(payload);
      }
    }
  }

  @Test
  void carriesLargeInputAndAnswer() throws Exception {
    String payload = "\"" + "0123456789".repeat(400_000) + "\"";
    try (Sandbox sandbox = sandbox(required(Probe.ECHO))) {
      assertThat(Calls.answer(sandbox, payload)).isEqualTo(payload);
    }
  }

  @Test
  void keepsStateBetweenCallsAndSharesNoneWithAnother() throws Exception {
    Program program = required(Probe.COUNTS);
    var sandboxes = new ArrayList<Sandbox>();
    try {
      sandboxes.add(sandbox(program));
      sandboxes.add(sandbox(program));
      assertThat(Calls.answer(sandboxes.get(0), "null")).isEqualTo("1");
      assertThat(Calls.answer(sandboxes.get(0), "null")).isEqualTo("2");
      assertThat(Calls.answer(sandboxes.get(1), "null")).isEqualTo("1");
    } finally {
      sandboxes.forEach(Sandbox::close);
    }
  }

  @Test
  void codeSeesItsEnvironment() throws Exception {
    Program program = required(Probe.ENVIRONMENT);
    String value = program.environment().get("PROBE");
    assertThat(value).as("the probe's variable").isNotNull();
    try (Sandbox sandbox = sandbox(program)) {
      assertThat(Calls.answer(sandbox, "null")).isEqualTo("\"" + value + "\"");
    }
  }

  @Test
  void secretsAreInNoDescription() throws Exception {
    Program program = required(Probe.ENVIRONMENT);
    String value = program.environment().get("PROBE");
    try (Sandbox sandbox = sandbox(program)) {
      assertThat(program + " " + sandbox + " " + sandbox.timeline()).doesNotContain(value);
    }
  }

  @Test
  void linesBelongToTheCallThatWroteThem() throws Exception {
    try (Sandbox sandbox = sandbox(required(Probe.LOGS))) {
      for (int i = 0; i < 3; i++) {
        Calls.Recorded call = Calls.start(sandbox, "1");
        assertThat(call.answer()).isEqualTo("1");
        assertThat(call.lines).containsExactly("a line");
      }
    }
  }

  @Test
  void errorOfTheFunctionIsItsAnswer() throws Exception {
    try (Sandbox sandbox = sandbox(required(Probe.THROWS))) {
      CallEnd.Failed failed = Calls.start(sandbox, "null").failure();

      assertThat(failed.message()).contains("planted");
      assertThat(failed.kind()).isIn(CallEnd.Kind.HANDLED, CallEnd.Kind.UNHANDLED);
      assertThat(failed.usable()).isTrue();
      assertThat(Calls.start(sandbox, "null").failure().message()).contains("planted");
    }
  }

  @Test
  void tooLargeAnAnswerIsRefused() throws Exception {
    try (Sandbox sandbox = sandbox(required(Probe.ANSWERS_MUCH))) {
      for (int i = 0; i < 2; i++) {
        CallEnd.Failed failed = Calls.start(sandbox, "null").failure();

        assertThat(failed.kind()).isEqualTo(CallEnd.Kind.INVALID_ANSWER);
        assertThat(failed.errorType()).isEqualTo("Function.ResponseSizeTooLarge");
        if (!failed.usable()) {
          return;
        }
      }
    }
  }

  @Test
  void slowCallHoldsUpNoOtherSandbox() throws Exception {
    Program sleeps = required(Probe.SLEEPS);
    try (Sandbox slow = sandbox(sleeps);
        Sandbox quick = sandbox(sleeps)) {
      Calls.Recorded long1 = Calls.start(slow, "30000");
      assertThat(Calls.answer(quick, "0")).isEqualTo("0");
      assertThat(long1.end).isNotDone();
    }
  }

  @Test
  void overdueCallIsStopped() throws Exception {
    try (Sandbox sandbox = sandbox(required(Probe.SLEEPS))) {
      assertThat(Calls.answer(sandbox, "1")).isEqualTo("1");
      assertStops(sandbox, Calls.start(sandbox, "30000"));
    }
  }

  @Test
  void callThatIsNeverAnsweredIsStopped() throws Exception {
    try (Sandbox sandbox = sandbox(required(Probe.NEVER_ANSWERS))) {
      assertStops(sandbox, Calls.start(sandbox, "null"));
    }
  }

  /** Aborts a call as overdue; if the sandbox says it can go on, it can. */
  final void assertStops(Sandbox sandbox, Calls.Recorded call) {
    sandbox.abort(call.call.id(), CallEnd.Kind.TIMED_OUT);
    CallEnd.Failed failed = call.failure();

    assertThat(failed.kind()).isEqualTo(CallEnd.Kind.TIMED_OUT);
    assertThat(failed.errorType()).isEqualTo("Sandbox.Timedout");
    if (failed.usable()) {
      Calls.Recorded next = Calls.start(sandbox, "1");
      sandbox.abort(next.call.id(), CallEnd.Kind.ABORTED);
      next.await();
    }
  }

  @Test
  void callTakenBackIsStopped() throws Exception {
    try (Sandbox sandbox = sandbox(required(Probe.SLEEPS))) {
      Calls.Recorded call = Calls.start(sandbox, "30000");
      sandbox.abort(call.call.id(), CallEnd.Kind.ABORTED);

      assertThat(call.failure().kind()).isEqualTo(CallEnd.Kind.ABORTED);
    }
  }

  @Test
  void abortOfAnUnknownCallIsIgnored() throws Exception {
    try (Sandbox sandbox = sandbox(required(Probe.ECHO))) {
      sandbox.abort(-1, CallEnd.Kind.TIMED_OUT);
      assertThat(Calls.answer(sandbox, "1")).isEqualTo("1");
    }
  }

  @Test
  void closingEndsTheCallsUnderWay() throws Exception {
    Calls.Recorded call;
    try (Sandbox sandbox = sandbox(required(Probe.SLEEPS))) {
      call = Calls.start(sandbox, "30000");
    }
    assertThat(call.await()).isInstanceOf(CallEnd.Failed.class);
    assertThat(call.failure().usable()).isFalse();
  }

  @Test
  void closingAgainDoesNothing() throws Exception {
    Sandbox sandbox = sandbox(required(Probe.ECHO));
    sandbox.close();
    sandbox.close();
  }

  @Test
  void unspecialisedSandboxCloses() throws Exception {
    Program program = required(Probe.ECHO);
    provider.prepare(program);
    provider.create(program.limits(), SandboxListener.NONE).close();
  }

  @Test
  void brokenProgramIsRefusedWithAReason() throws Exception {
    Program broken = broken();
    assertThatThrownBy(() -> sandbox(broken).close())
        .isInstanceOfSatisfying(
            SandboxException.class,
            e -> {
              assertThat(e.code())
                  .isIn(SandboxException.Code.INVALID_PROGRAM, SandboxException.Code.START_FAILED);
              assertThat(e.getMessage()).isNotBlank();
            });
  }

  @Test
  void timelineAddsUp() throws Exception {
    Program program = required(Probe.ECHO);
    provider.prepare(program);
    long since = System.nanoTime();
    try (Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE)) {
      sandbox.specialise(program);
      long took = System.nanoTime() - since;

      Timeline timeline = sandbox.timeline();
      assertThat(timeline.phases()).isNotEmpty().allMatch(phase -> phase.nanos() >= 0);
      assertThat(timeline.totalNanos()).isPositive().isLessThanOrEqualTo(took);
    }
  }

  @Test
  void pausedSandboxGoesOnWhereItWas() throws Exception {
    assumeTrue(provider.capabilities().pauses(), provider.name() + " does not pause");
    try (Sandbox sandbox = sandbox(required(Probe.COUNTS))) {
      assertThat(Calls.answer(sandbox, "null")).isEqualTo("1");
      sandbox.pause();
      sandbox.resume();
      assertThat(Calls.answer(sandbox, "null")).isEqualTo("2");
      sandbox.pause();
    }
  }

  @Test
  void forkStartsFromTheStateOfItsParent() throws Exception {
    assumeTrue(provider.capabilities().forks(), provider.name() + " does not fork");
    try (Sandbox parent = sandbox(required(Probe.COUNTS))) {
      assertThat(Calls.answer(parent, "null")).isEqualTo("1");
      try (Sandbox child = parent.fork(SandboxListener.NONE)) {
        assertThat(Calls.answer(child, "null")).isEqualTo("2");
        assertThat(Calls.answer(child, "null")).isEqualTo("3");
      }
      assertThat(Calls.answer(parent, "null")).isEqualTo("2");
    }
  }

  @Test
  void nothingIsLeftOfManySandboxes() throws Exception {
    Program program = required(Probe.ECHO);
    sandbox(program).close();
    List<String> before = leftovers();
    for (int i = 0; i < created(); i++) {
      try (Sandbox sandbox = sandbox(program)) {
        if (i % 10 == 0) {
          assertThat(Calls.answer(sandbox, "1")).isEqualTo("1");
        }
      }
    }
    assertThat(leftovers()).isSubsetOf(before);
  }
}
