package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.functions.FunctionConfiguration;
import dev.hearth.node.function.SecretReference;
import dev.hearth.policies.Registry;
import dev.hearth.sandbox.Isolation;
import dev.hearth.sandbox.SandboxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionManifestTest {
  private static final String LEAST =
      "kind: Function\nname: hello\nfrom: file:/hello.py\nruntime: python3.11\n";

  private static FunctionManifest parse(String more) {
    return FunctionManifest.parse(LEAST + more, new Registry());
  }

  @Test
  void theLeastManifestHasTheDefaultsOfLambda() {
    FunctionManifest manifest = parse("handler: hello.handler\n");
    FunctionConfiguration configuration = manifest.configuration();

    assertThat(configuration.sandbox()).isEqualTo("process");
    assertThat(configuration.limits().memoryBytes()).isEqualTo(128L << 20);
    assertThat(configuration.timeoutNanos()).isEqualTo(3_000_000_000L);
    assertThat(configuration.trusted()).isFalse();
    assertThat(manifest.concurrency().reserved()).isEmpty();
    assertThat(manifest.from()).isEqualTo("file:/hello.py");
  }

  @Test
  void everythingCanBeSaid() {
    FunctionManifest manifest =
        parse(
            """
            sandbox: zygote
            isolation: process
            trusted: true
            environment: {LEVEL: "3", EMPTY: ""}
            secrets: {TOKEN: "env:HOME"}
            resources: {cpu: 500m, memory: 256MiB, storage: 1GiB}
            timeout: 1m
            concurrency: {per-instance: 4, reserved: 20, provisioned: 2}
            scale: {zero-after: 90s}
            network: true
            idempotent: true
            events: {retries: 1, max-age: 1h, on-failure: 'queue:dead'}
            options: {packages: numpy}
            policies: {scaling: {suite: kpa, parameters: {window: 30s}}}
            """);
    FunctionConfiguration configuration = manifest.configuration();

    assertThat(configuration.isolation()).isEqualTo(Isolation.PROCESS);
    assertThat(configuration.environment()).isEqualTo(Map.of("LEVEL", "3", "EMPTY", ""));
    assertThat(configuration.limits().cpuMillis()).isEqualTo(500);
    assertThat(configuration.limits().storageBytes()).isEqualTo(1L << 30);
    assertThat(configuration.limits().concurrency()).isEqualTo(4);
    assertThat(manifest.concurrency().reserved()).isEqualTo(OptionalInt.of(20));
    assertThat(manifest.events().orElseThrow().onFailure()).contains("queue:dead");
    assertThat(configuration.options()).containsEntry("packages", "numpy");
    assertThat(Policies.parse(configuration.policies(), new Registry()))
        .isEqualTo(
            Policies.parse(
                Map.of("scaling", "{suite: kpa, parameters: {window: 30s}}"), new Registry()));
  }

  @Test
  void oneSuiteMayFillAllRoles() {
    Map<String, String> policies = parse("policies: infless\n").configuration().policies();

    assertThat(Policies.parse(policies, new Registry()).roles()).hasSize(3);
  }

  @Test
  void aSecretIsKeptAsAReferenceAndReadWhenItIsNeeded(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("token"), "s3cret\n");
    FunctionConfiguration configuration =
        parse("secrets: {TOKEN: 'file:%s'}\n".formatted(file)).configuration();

    assertThat(configuration.environment()).isEmpty();
    assertThat(SecretReference.environment(configuration)).isEqualTo(Map.of("TOKEN", "s3cret"));

    Files.delete(file);
    assertThatThrownBy(() -> SecretReference.environment(configuration))
        .isInstanceOf(SandboxException.class)
        .hasMessageContaining("'TOKEN'")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void whatIsWrongIsToldWithItsLineAndTheRemedy() {
    for (var bad :
        List.of(
            List.of("runtim: x\n", "did you mean 'runtime'"),
            List.of("timeout: 3\n", "a time with its unit"),
            List.of("isolation: strong\n", "one of none, memory, process, machine"),
            List.of("secrets: {TOKEN: plain}\n", "env:NAME or file:/PATH"),
            List.of("environment: [A]\n", "a mapping such as"),
            List.of("environment: {T: x}\nsecrets: {T: 'env:X'}\n", "leave one of them out"),
            List.of("policies: {scaling: kpaa}\n", "policies"),
            List.of("concurrency: {per-instance: 0}\n", "a whole number from 1"))) {
      assertThatThrownBy(() -> parse(bad.get(0)))
          .as(bad.get(0))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining(bad.get(1));
    }
    assertThatThrownBy(
            () -> FunctionManifest.parse(LEAST.replace("python3.11", "cobol"), new Registry()))
        .hasMessageContaining("python3.11, nodejs22.x");
  }
}
