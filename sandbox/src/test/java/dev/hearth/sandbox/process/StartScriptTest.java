package dev.hearth.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.SandboxException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class StartScriptTest {
  private static Program program(Map<String, String> environment) {
    return new Program(
        "f",
        "1",
        new Program.Language("provided", "provided.al2023"),
        "handler; rm -rf /",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        environment,
        ProgramLimits.DEFAULTS,
        false,
        false,
        Map.of());
  }

  @Test
  void shellReadsEveryValueAsText() {
    String script =
        StartScript.of(program(Map.of("A", "it's $HOME `id`\n\\")), 9_001, OptionalInt.empty());

    assertThat(script)
        .contains("export A='it'\\''s $HOME `id`\n\\'\n")
        .contains("export _HANDLER='handler; rm -rf /'\n")
        .endsWith("'/var/task/bootstrap' </dev/null\nexit $?\n");
  }

  @Test
  void variablesOfTheRuntimeAreNotTheOwners() {
    assertThat(
            StartScript.of(
                program(Map.of("AWS_LAMBDA_RUNTIME_API", "evil:1")), 9_001, OptionalInt.empty()))
        .contains("export AWS_LAMBDA_RUNTIME_API='127.0.0.1:9001'")
        .doesNotContain("evil");
  }

  @Test
  void wayOutIsNotForTheRuntimeApi() {
    assertThat(StartScript.of(program(Map.of()), 9_001, OptionalInt.of(9_101)))
        .contains("HTTPS_PROXY='http://127.0.0.1:9101'", "NO_PROXY='127.0.0.1,localhost'");
  }

  @Test
  void nameThatIsNoneIsRefused() {
    assertThatThrownBy(() -> StartScript.check(program(Map.of("A;B", "secret"))))
        .isInstanceOf(SandboxException.class)
        .hasMessageContaining("'A;B'")
        .hasMessageNotContaining("secret");
  }

  @Test
  void valueThatIsNoneIsRefusedWithoutBeingShown() {
    assertThatThrownBy(() -> StartScript.check(program(Map.of("A", "secret\0"))))
        .isInstanceOf(SandboxException.class)
        .hasMessageContaining("'A'")
        .hasMessageNotContaining("secret");
  }
}
