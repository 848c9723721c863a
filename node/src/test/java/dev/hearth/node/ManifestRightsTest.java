package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.functions.FunctionException;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Role;
import dev.hearth.policies.Registry;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody may name in a manifest who deploys but does not administer. */
class ManifestRightsTest {
  private static final Caller DEPLOYER = new Caller("dora", "team", Set.of(Role.DEPLOY));
  private static final String FUNCTION =
      """
      kind: Function
      name: f
      from: https://example.org/f.zip
      runtime: python3.11
      handler: f.g
      """;
  private final Registry registry = new Registry();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from: file:/etc/shadow\n",
        "from: https://example.org/m.onnx\nembedding: {tokenizer: 'file:/etc/shadow'}\n"
      })
  void aFileOfTheMachineIsForItsOperators(String rest) {
    Manifest manifest = Manifest.parse("kind: Model\nname: m\n" + rest, registry);
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> ManifestRights.require(DEPLOYER, manifest))
        .satisfies(problem -> assertThat(problem.status()).isEqualTo(403));
    assertThatCode(() -> ManifestRights.require(Caller.ANONYMOUS, manifest))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trusted: true\nsandbox: jvm\n",
        "secrets: {TOKEN: 'env:PATH'}\n",
        "secrets: {TOKEN: 'file:/etc/shadow'}\n",
        "options: {secret.TOKEN: 'env:PATH'}\n"
      })
  void theNodesProcessAndItsSecretsAreForItsOperators(String rest) {
    FunctionManifest manifest = FunctionManifest.parse(FUNCTION + rest, registry);
    assertThatExceptionOfType(FunctionException.class)
        .isThrownBy(() -> ManifestRights.require(DEPLOYER, manifest))
        .withMessageContaining("administer");
    assertThatCode(() -> ManifestRights.require(Caller.ANONYMOUS, manifest))
        .doesNotThrowAnyException();
  }

  @Test
  void whatComesFromElsewhereIsForEverybodyWhoDeploys() {
    assertThatCode(
            () -> {
              ManifestRights.require(DEPLOYER, FunctionManifest.parse(FUNCTION, registry));
              ManifestRights.require(
                  DEPLOYER,
                  Manifest.parse("kind: Model\nname: m\nfrom: maven:a:b:1!/m.onnx\n", registry));
            })
        .doesNotThrowAnyException();
  }
}
