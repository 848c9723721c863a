package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.inference.BatchAxis;
import dev.hearth.inference.WarmUp;
import dev.hearth.inference.image.Colour;
import dev.hearth.inference.image.ImageOptions;
import dev.hearth.inference.image.Layout;
import dev.hearth.inference.image.Resize;
import dev.hearth.inference.pipeline.ImageConfig;
import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Scale;
import dev.hearth.policies.Registry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {
  private static final String LEAST = "kind: Model\nname: m\nfrom: file:/m.onnx\n";

  private static Manifest parse(String text) {
    return Manifest.parse(text, new Registry());
  }

  private static void assertRefused(String text, String... parts) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> parse(text))
        .satisfies(refusal -> assertThat(refusal.text()).contains(parts));
  }

  @Test
  void everyKeyReachesTheKernel() {
    Manifest manifest =
        parse(
            LEAST
                + """
                objective: {latency: 100ms, percentile: 95}
                batching: {max-size: 8, max-delay: 2ms, axis: n}
                scale: {min: 1, max: 3, zero-after: 5s}
                resources: {cpu: 500m, memory: 64MiB}
                slots: 2
                limits: {queue: 7, timeout: 3s}
                policies: {scaling: queue-length}
                """);
    Revision revision = manifest.revision(4, true);
    assertThat(revision.function()).isEqualTo(4);
    assertThat(revision.objective()).isEqualTo(new Objective(100_000_000, 95));
    assertThat(revision.configuration().batching()).isEqualTo(new Batching(8, 2_000_000));
    assertThat(revision.configuration().resources().cpuMillis()).isEqualTo(500);
    assertThat(revision.configuration().resources().memoryBytes()).isEqualTo(64 << 20);
    assertThat(revision.configuration().slots()).isEqualTo(2);
    assertThat(revision.scale()).isEqualTo(new Scale(1, 3, 5_000_000_000L));
    assertThat(revision.maxQueue()).isEqualTo(7);
    assertThat(manifest.timeoutNanos()).hasValue(3_000_000_000L);
    assertThat(manifest.batchAxis()).contains(new BatchAxis.Symbol("n"));
    assertThat(revision.policies().roles())
        .containsEntry(Role.SCALING, new PolicyChoice.Named("queue-length", Map.of()))
        .containsEntry(Role.WARMTH, new PolicyChoice.Named("fixed", Map.of("keep-alive", "5s")));
  }

  @Test
  void aBatchAxisIsASymbolANumberOrANumberForEachTensor() {
    assertThat(parse(LEAST + "batching: {axis: batch_size}\n").batchAxis())
        .contains(new BatchAxis.Symbol("batch_size"));
    assertThat(parse(LEAST + "batching: {axis: 0}\n").batchAxis())
        .contains(new BatchAxis.Everywhere(0));
    assertThat(parse(LEAST + "batching: {axis: {x: 0, state: 1}}\n").batchAxis())
        .contains(new BatchAxis.Named(Map.of("x", 0, "state", 1)));
  }

  @Test
  void picturesAreDescribed() {
    Manifest manifest =
        parse(
            LEAST
                + """
                image:
                  input: x
                  width: 192
                  height: 48
                  resize: fit
                  antialias: false
                  pad: 127.5
                  layout: NCHW
                  colour: BGR
                  rescale: 1/255
                  mean: [0.5, 0.4, 0.3]
                  std: 0.5
                  max-pixels: 1000
                """);
    assertThat(manifest.pipeline())
        .contains(
            new ImageConfig(
                new ImageOptions(
                    Optional.of("x"),
                    192,
                    48,
                    Resize.FIT,
                    0,
                    false,
                    127.5,
                    Optional.of(Layout.NCHW),
                    Colour.BGR,
                    1 / 255.0,
                    List.of(0.5, 0.4, 0.3),
                    List.of(0.5),
                    1_000)));
    assertThat(parse(LEAST + "image: {}\n").pipeline())
        .contains(new ImageConfig(ImageOptions.DEFAULTS));
  }

  @Test
  void aModelWithoutABatchAxisIsNotBatched() {
    assertThat(parse(LEAST).revision(0, false).configuration().batching()).isEqualTo(Batching.NONE);
  }

  @Test
  void aSuiteMayHaveParameters() {
    Manifest manifest =
        parse(LEAST + "policies: {warmth: {suite: fixed, parameters: {keep-alive: 9s}}}\n");
    assertThat(manifest.policies().roles())
        .containsEntry(Role.WARMTH, new PolicyChoice.Named("fixed", Map.of("keep-alive", "9s")));
  }

  @Test
  void warmUpIsOffUnlessTheManifestSaysSomethingOfIt() {
    assertThat(parse(LEAST).warmUp()).isEqualTo(WarmUp.NONE);
    assertThat(parse(LEAST + "warm-up: {data: random, shape: {a: [1, 16]}}\n").warmUp())
        .isEqualTo(new WarmUp(1, WarmUp.Data.RANDOM, Map.of("a", List.of(1L, 16L))));
    assertThat(parse(LEAST + "traffic: 10%\n").trafficPercent()).hasValue(10);
  }

  @Test
  void oneWordFillsTheRolesOfItsSuite() {
    assertThat(parse(LEAST + "policies: edf\n").policies().roles())
        .containsEntry(Role.QUEUE, new PolicyChoice.Named("edf", Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scal: {min: 1} | line 4 | 'scal' | 'scale'",
        "batching: {maxsize: 1} | line 4 | batching.maxsize | batching.max-size",
        "scale: {min: 3, max: 2} | line 4 | scale | min 3",
        "resources: {memory: 12} | line 4 | resources.memory | 256MiB",
        "resources: {cpu: lots} | line 4 | resources.cpu | 0.5",
        "objective: {latency: 5} | line 4 | objective.latency | 100ms",
        "objective: {percentile: 100} | line 4 | objective.percentile | 100",
        "slots: 0 | line 4 | slots | 1 to",
        "limits: [1] | line 4 | limits | mapping",
        "policies: fixd | line 4 | fixd | fixed",
        "policies: {warmt: fixed} | line 4 | warmt | policies.warmth",
        "policies: {queue: fixed} | line 4 | fixed | queue",
        "policies: {warmth: {suite: fixed, parameters: {keep: 1s}}} | line 4 | keep | keep-alive",
        "batching: {axis: {x: first}} | line 4 | 'x' | counted from 0",
        "image: {colur: RGB} | line 4 | image.colur | image.colour",
        "image: {colour: CMYK} | line 4 | image.colour | rgb, bgr, gray",
        "image: {mean: [1, 2]} | line 4 | mean | RGB has 3 channels",
        "image: {std: 0} | line 4 | std | not be 0",
        "image: {rescale: 1/0} | line 4 | image.rescale | 1/255",
        "image: {width: 9999} | line 4 | image.width | 8192",
        "image: {shortest-edge: 9} | line 4 | shortest-edge | crop",
        "traffic: 10 | line 4 | traffic | 10%",
        "traffic: 110% | line 4 | traffic | 10%",
        "warm-up: {requests: -1} | line 4 | warm-up.requests | 0 to",
        "warm-up: {data: ones} | line 4 | warm-up.data | zeros, random",
        "warm-up: {shape: {a: x}} | line 4 | warm-up.shape | [1, 16]",
        "name: n | line 4 | name | twice"
      })
  void whatIsWrongIsToldWithLineAndRemedy(String line, String first, String second, String third) {
    assertRefused(LEAST + line + "\n", first, second, third);
  }

  @ParameterizedTest
  @CsvSource({"kind", "name", "from"})
  void whatIsRequiredMustBeThere(String key) {
    String lacking = LEAST.replaceFirst(key + ": .*\n", "");
    assertRefused(lacking, "'" + key + "'", "missing");
  }

  @Test
  void anUnknownSourceIsRefusedWithTheKnownForms() {
    assertRefused("kind: Model\nname: m\nfrom: ftp://x/y\n", "line 3", "file:PATH");
  }

  @Test
  void aNameMustFitIntoAPath() {
    assertRefused("kind: Model\nname: a/b\nfrom: file:/m\n", "line 2", "a/b");
  }

  @Test
  void brokenYamlIsRefused() {
    assertRefused("kind: [Model\nname: m\n", "not YAML");
  }
}
