package dev.hearth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.sandbox.process.ProcessSandboxes;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Ways out of a container that are known, each tried from inside. */
class ProcessEscapeIT {
  @TempDir static Path directory;
  private static ProcessSandboxes provider;

  @BeforeAll
  static void open() {
    provider = new ProcessSandboxes(directory.resolve("sandboxes"));
    assumeTrue(
        provider.availability() instanceof Availability.Available,
        () -> "process is not available here: " + provider.availability());
    assumeTrue(provider.capabilities().languages().contains("python"), "there is no Python");
  }

  @AfterAll
  static void close() {
    provider.close();
  }

  private static Sandbox sandbox(String handler) {
    Program program =
        Probes.program("python", "python3.11", "python", handler, SandboxConformance.LIMITS);
    Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE);
    sandbox.specialise(program);
    return sandbox;
  }

  @Test
  void noneOfTheWaysOutWorks() {
    try (Sandbox sandbox = sandbox("escape.tries")) {
      assertThat(Calls.answer(sandbox, "null")).isEqualTo("[]");
    }
  }

  @Test
  void seesItselfAndNothingElse() {
    try (Sandbox sandbox = sandbox("escape.sees")) {
      JsonNode seen = JsonMapper.shared().readTree(Calls.answer(sandbox, "null"));

      assertThat(seen.path("uid").asInt()).isGreaterThanOrEqualTo(200_000);
      assertThat(seen.path("processes").size()).as("the shell and itself").isEqualTo(2);
      assertThat(seen.path("interfaces").toString()).isEqualTo("[\"lo\"]");
      assertThat(seen.path("capabilities"))
          .allMatch(set -> set.asString().matches("0+"), "no capability");
      assertThat(seen.path("privileges").toString()).isEqualTo("[\"1\",\"2\"]");
      assertThat(seen.path("home").toString()).doesNotContain("root", "home", "work", "sys");
    }
  }

  @Test
  void tenantsDoNotShareUsers() {
    try (Sandbox one = sandbox("escape.sees");
        Sandbox other = sandbox("escape.sees")) {
      assertThat(JsonMapper.shared().readTree(Calls.answer(one, "null")).path("uid"))
          .isNotEqualTo(JsonMapper.shared().readTree(Calls.answer(other, "null")).path("uid"));
    }
  }

  @Test
  void namesWithoutFilesStayInside() {
    try (Sandbox one = sandbox("escape.binds");
        Sandbox other = sandbox("escape.finds")) {
      assertThat(Calls.answer(one, "null")).isEqualTo("true");
      assertThat(Calls.answer(other, "null")).isEqualTo("false");
    }
  }
}
