package dev.hearth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.sandbox.process.ProcessSandboxes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked of {@code process} beside what every provider is asked. */
class ProcessSandboxesIT {
  @TempDir Path directory;

  private static ProcessSandboxes available(ProcessSandboxes provider) {
    assumeTrue(
        provider.availability() instanceof Availability.Available,
        () -> "process is not available here: " + provider.availability());
    return provider;
  }

  @Test
  void whatAKilledNodeLeftIsEndedByTheNext() throws Exception {
    var died = new CompletableFuture<String>();
    SandboxListener listener =
        new SandboxListener() {
          @Override
          public void died(String reason) {
            died.complete(reason);
          }
        };
    Program program = Probes.python(Probe.ECHO);
    Path shared = directory.resolve("s");
    try (var killed = available(new ProcessSandboxes(shared))) {
      Sandbox left = killed.create(program.limits(), listener);
      left.specialise(program);

      try (var next = available(new ProcessSandboxes(shared))) {
        assertThat(died.get(30, TimeUnit.SECONDS)).contains("signal 9");
        try (Sandbox sandbox = next.create(program.limits(), SandboxListener.NONE)) {
          sandbox.specialise(program);
          assertThat(Calls.answer(sandbox, "1")).isEqualTo("1");
        }
      }
    }
    assertNothingIsLeft(shared);
  }

  @Test
  void containerMadeInAdvanceGetsTheLimitsOfItsProgram() throws Exception {
    try (var provider = available(new ProcessSandboxes(directory.resolve("s"), 1))) {
      for (int i = 0; i < 3; i++) {
        Program hog = Probes.python(Probe.FILLS_DISK);
        try (Sandbox sandbox = provider.create(hog.limits(), SandboxListener.NONE)) {
          sandbox.specialise(hog);
          assertThat(Long.parseLong(Calls.answer(sandbox, "null")))
              .isPositive()
              .isLessThanOrEqualTo(hog.limits().storageBytes());
        }
      }
    }
    assertNothingIsLeft(directory.resolve("s"));
  }

  @Test
  void furtherOneYieldsUntilItIsMadeAndNoLonger() throws Exception {
    Path content = Files.createDirectory(directory.resolve("code"));
    Files.writeString(
        content.resolve("own.py"), "import os\ndef nice(event, context):\n  return os.nice(0)\n");
    Program program = program("python", "own.nice", content);
    try (var provider = available(new ProcessSandboxes(directory.resolve("s")));
        Sandbox sandbox =
            provider.create(program.limits(), SandboxListener.NONE, StartPriority.FURTHER)) {
      sandbox.specialise(program);
      assertThat(Calls.answer(sandbox, "1")).isEqualTo("0");
    }
    assertNothingIsLeft(directory.resolve("s"));
  }

  /** The C library keeps every value that a variable ever had: a leak of a hundred bytes a call. */
  @ParameterizedTest
  @CsvSource({"python, own.seen", "node, own.seen"})
  void traceIsSeenByTheHandlerAndNotByTheLibraryThatForgetsNone(String family, String handler)
      throws Exception {
    Path content = Files.createDirectory(directory.resolve("code"));
    Files.writeString(
        content.resolve("own.py"),
        """
        import ctypes
        import os
        known = ctypes.CDLL(None).getenv
        known.restype = ctypes.c_char_p
        def seen(event, context):
          return [os.environ.get("_X_AMZN_TRACE_ID"), known(b"_X_AMZN_TRACE_ID") is None]
        """);
    Files.writeString(
        content.resolve("own.cjs"),
        """
        const name = '_X_AMZN_TRACE_ID';
        exports.seen = async () => [
          Object.entries(process.env).find(([key]) => key === name)?.[1] ?? null,
          !(name in process.report.getReport().environmentVariables)];
        """);
    Program program = program(family, handler, content);
    try (var provider = available(new ProcessSandboxes(directory.resolve("s")));
        Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE)) {
      sandbox.specialise(program);
      for (int i = 0; i < 2; i++) {
        assertThat(Calls.start(sandbox, "1", Optional.of("Root=1-" + i)).answer())
            .isEqualTo("[\"Root=1-%d\",true]".formatted(i));
      }
      assertThat(Calls.answer(sandbox, "1")).isEqualTo("[null,true]");
    }
  }

  /** Neither files nor control groups, the one that all were in included. */
  private static void assertNothingIsLeft(Path of) throws IOException {
    assertThat(of).doesNotExist();
    String group = "hearth-" + Integer.toHexString(of.toAbsolutePath().normalize().hashCode());
    assertThat(Path.of("/sys/fs/cgroup", group)).doesNotExist();
    try (var trees = Files.newDirectoryStream(Path.of("/sys/fs/cgroup"), Files::isDirectory)) {
      assertThat(trees).allSatisfy(tree -> assertThat(tree.resolve(group)).doesNotExist());
    }
  }

  @Test
  void programsThatCannotRunAreRefusedWithWhatIsMissing() throws Exception {
    try (var provider = new ProcessSandboxes(directory.resolve("s"))) {
      Path content = Files.createDirectory(directory.resolve("code"));
      assertThatThrownBy(() -> provider.prepare(program("provided", "none", content)))
          .hasMessageContaining("no file 'bootstrap'");
      Files.writeString(content.resolve("bootstrap"), "#!/bin/sh\n");
      assertThatThrownBy(() -> provider.prepare(program("provided", "none", content)))
          .hasMessageContaining("not executable");
      assertThatThrownBy(() -> provider.prepare(program("python", "handler", content)))
          .hasMessageContaining("FILE.FUNCTION");
      assertThatThrownBy(() -> provider.prepare(program("python", "../x.f", content)))
          .hasMessageContaining("which its code does not have");
    }
  }

  private static Program program(String family, String handler, Path content) {
    Program probe = Probes.program(family, family, "python", handler, SandboxConformance.LIMITS);
    return new Program(
        probe.name(),
        probe.version(),
        probe.language(),
        handler,
        probe.archive(),
        Optional.of(content),
        probe.image(),
        Map.of(),
        probe.limits(),
        false,
        false,
        Map.of());
  }
}
