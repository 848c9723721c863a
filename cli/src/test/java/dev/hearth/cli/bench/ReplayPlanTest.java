package dev.hearth.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplayPlanTest {
  @TempDir private Path folder;

  private ReplayPlan plan(String text) throws IOException {
    return ReplayPlan.read(Files.writeString(folder.resolve("plan.yaml"), text));
  }

  private void refused(String text, String... reasons) {
    assertThatThrownBy(() -> plan(text)).hasMessageContainingAll(reasons);
  }

  @Test
  void aPlanSaysWhatIsSentAndWhatIsWanted() throws IOException {
    var plan =
        plan(
            """
            seed: 7
            length: 20s
            models:
              - name: minilm
                trace: rates/bursty.txt
                step: 100ms
                rate: 12.5
                objective: 50ms
                shape: 2x16
                range: [input_ids=999:29000, attention_mask=1]
                batch: 2
              - {name: vad, trace: /abs/x, format: inter-arrivals}
            """);
    assertThat(plan.seed()).isEqualTo(7);
    assertThat(plan.length()).isEqualTo(Duration.ofSeconds(20));
    assertThat(plan.warmUp()).isEqualTo(Duration.ofSeconds(5));
    var first = plan.models().getFirst();
    assertThat(first.trace()).isEqualTo(folder.resolve("rates/bursty.txt").toAbsolutePath());
    assertThat(first.format()).isEqualTo("rates:step=100ms");
    assertThat(first.objective()).isEqualTo(Duration.ofMillis(50));
    assertThat(first.input().ranges()).containsOnlyKeys("input_ids", "attention_mask");
    assertThat(plan.models().getLast().format()).isEqualTo("inter-arrivals");
    var json = plan.json();
    assertThat(json.path("lengthNanos").asLong()).isEqualTo(20_000_000_000L);
    assertThat(json.path("models").path(0).path("rate").asDouble()).isEqualTo(12.5);
    assertThat(json.path("models").path(0).path("rows").asInt()).isEqualTo(2);
  }

  @Test
  void whatIsWrongWithAPlanIsNamed() {
    refused("seed: 1", "from 1 to 64 models", "not 0");
    refused("sede: 1", "the plan has no key 'sede'", "seed");
    refused("models: [{name: a}]", "the plan's model 'a' needs a 'trace'");
    refused("models: [{name: a, trace: x, objectiv: 1ms}]", "'a' has no key 'objectiv'");
    refused("models: [{name: a, trace: x, rate: -3}]", "rate must be a number above 0", "-3");
    refused("models: [{name: a, trace: x, shape: two}]", "the shape 'two'");
    refused("models: [{name: a, trace: x}, {name: a, trace: x}]", "'a' twice");
    refused("{length: 5s, warm-up: 5s, models: [{name: a, trace: x}]}", "leaves nothing");
    refused("length: fast", "'fast' is no duration");
  }
}
