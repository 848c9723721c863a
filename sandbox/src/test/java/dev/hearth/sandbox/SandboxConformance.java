package dev.hearth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every provider does. Subclasses name the provider and have its programs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SandboxConformance {
  private static final int CREATED = Integer.getInteger("hearth.sandbox.created", 50);

  private SandboxProvider provider;

  /** The provider under test, closed by the suite. */
  abstract SandboxProvider provider() throws Exception;

  /** A probe as a program of this provider; empty if it cannot be said in its language. */
  abstract Optional<Program> program(Probe probe) throws Exception;

  /**
   * What a sandbox of this provider leaves behind if it leaks: processes, groups, mounts, files.
   */
  abstract List<String> leftovers() throws Exception;

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

  private Sandbox sandbox(Program program) {
    provider.prepare(program);
    Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE);
    sandbox.specialise(program);
    return sandbox;
  }

  private Program required(Probe probe) throws Exception {
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
  void nothingIsLeftOfManySandboxes() throws Exception {
    Program program = required(Probe.ECHO);
    sandbox(program).close();
    List<String> before = leftovers();
    for (int i = 0; i < CREATED; i++) {
      try (Sandbox sandbox = sandbox(program)) {
        if (i % 10 == 0) {
          assertThat(Calls.answer(sandbox, "1")).isEqualTo("1");
        }
      }
    }
    assertThat(leftovers()).isEqualTo(before);
  }

  @Test
  void twoSandboxesShareNothing() throws Exception {
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
  void errorOfTheFunctionIsItsAnswer() throws Exception {
    try (Sandbox sandbox = sandbox(required(Probe.THROWS))) {
      CallEnd.Failed failed = Calls.start(sandbox, "null").failure();

      assertThat(failed.message()).contains("planted");
      assertThat(failed.usable()).isTrue();
    }
  }
}
