package dev.hearth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.sandbox.microvm.MicroVmConfig;
import dev.hearth.sandbox.microvm.MicroVmSandboxes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A shell in machines of its own. Each boots in seconds, in software, so this asks for less than
 * the conformance suite does. {@code -Dhearth.microvm.kernel=/path/boot/vmlinuz-RELEASE} names a
 * kernel where {@code /boot} has none.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MicroVmIT {
  private static final String BOOTSTRAP =
      """
      #!/bin/sh
      api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation
      calls=0
      while wget -q -S -O /tmp/payload $api/next 2>/tmp/headers; do
        id=$(sed -n 's/^ *[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d: *//p' /tmp/headers | tr -d '\\r')
        calls=$((calls + 1))
        case "$(cat /tmp/payload)" in
        '"calls"') echo $calls > /tmp/answer ;;
        '"kernel"') uname -r > /tmp/answer ;;
        '"user"') id -u > /tmp/answer ;;
        '"logs"') echo "a line"; cp /tmp/payload /tmp/answer ;;
        '"exits"') exit 3 ;;
        *) cp /tmp/payload /tmp/answer ;;
        esac
        wget -q -O /dev/null --post-file=/tmp/answer $api/$id/response
      done
      """;

  @TempDir static Path directory;

  private SandboxProvider provider;
  private Program program;

  @BeforeAll
  void open() throws IOException {
    Optional<Path> kernel =
        Optional.ofNullable(System.getProperty("hearth.microvm.kernel")).map(Path::of);
    MicroVmConfig defaults = MicroVmConfig.DEFAULTS;
    provider =
        new MicroVmSandboxes(
            directory.resolve("microvm"),
            new MicroVmConfig(
                kernel, 0, defaults.diskBytesPerSecond(), defaults.diskOperationsPerSecond()));
    if (provider.availability() instanceof Availability.Unavailable(String reason)) {
      System.out.println("sandbox microvm: not available here: " + reason);
      assumeTrue(false, "microvm is not available here: " + reason);
    }
    System.out.println("sandbox microvm: " + provider.availability());
    Path code = Files.createDirectory(directory.resolve("code"));
    Files.writeString(code.resolve("bootstrap"), BOOTSTRAP);
    program =
        new Program(
            "shell",
            "1",
            new Program.Language("provided", "provided.al2023"),
            "shell",
            Optional.empty(),
            Optional.of(code),
            Optional.empty(),
            Map.of(),
            new ProgramLimits(64L << 20, 1_000, 16L << 20, 64, 1, 64L << 10, 1L << 20),
            false,
            false,
            Map.of());
    provider.prepare(program);
  }

  @AfterAll
  void close() {
    if (provider != null) {
      provider.close();
    }
  }

  @Test
  void machineOfItsOwnAnswersCallsAndEnds() throws IOException {
    try (Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE)) {
      sandbox.specialise(program);
      System.out.println("microvm: " + sandbox.timeline());

      assertThat(Calls.answer(sandbox, "{\"a\":1}")).isEqualTo("{\"a\":1}");
      assertThat(Calls.answer(sandbox, "\"kernel\"").strip()).isNotEqualTo(ownKernel());
      assertThat(Calls.answer(sandbox, "\"user\"").strip()).isEqualTo("1000");
      assertThat(Calls.answer(sandbox, "\"calls\"").strip()).isEqualTo("4");
      pausedGoesOn(sandbox);
      Calls.Recorded logging = Calls.start(sandbox, "\"logs\"");
      assertThat(logging.answer()).isEqualTo("\"logs\"");
      CallEnd.Failed failed = Calls.start(sandbox, "\"exits\"").failure();
      assertThat(failed.errorType()).isEqualTo("Runtime.ExitError");
      assertThat(failed.message()).contains("exit status 3");
    }
    assertThat(directory.resolve("microvm/runc")).isEmptyDirectory();
  }

  private static void pausedGoesOn(Sandbox sandbox) {
    sandbox.pause();
    Calls.Recorded waiting = Calls.start(sandbox, "\"after\"");
    assertThat(waiting.end).isNotDone();
    sandbox.resume();
    assertThat(waiting.answer()).isEqualTo("\"after\"");
  }

  private static String ownKernel() throws IOException {
    return Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
  }
}
