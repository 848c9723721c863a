package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.TensorMetadata;
import dev.hearth.inference.WarmUp;
import dev.hearth.kernel.Batching;
import dev.hearth.policies.Registry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TritonConfigTest {
  /** Written as Triton's users write it. */
  private static final String WHOLE =
      """
      name: "sum"
      platform: "onnxruntime_onnx"
      max_batch_size: 8
      input [
        { name: "a" data_type: TYPE_FP32 dims: [ 2 ] },
        { name: "b" data_type: TYPE_FP32 dims: [ 2 ] }
      ]
      output [ { name: "sum" data_type: TYPE_FP32 dims: [ 2 ] } ]
      instance_group [ { count: 2 kind: KIND_CPU }, { count: 1 } ]
      version_policy: { latest { num_versions: 2 } }
      dynamic_batching { max_queue_delay_microseconds: 100 }
      model_warmup [
        {
          name: "one"
          batch_size: 4
          count: 3
          inputs { key: "a" value: { data_type: TYPE_FP32 dims: 2 random_data: true } }
        }
      ]
      """;

  private static final GraphMetadata GRAPH =
      new GraphMetadata(List.of(tensor("a"), tensor("b")), List.of(tensor("sum")));

  private static TensorMetadata tensor(String name) {
    return new TensorMetadata(name, Datatype.FP32, List.of(-1L, 2L), List.of("n", ""));
  }

  private static Manifest manifest(String text) {
    String manifest = TritonConfig.parse(text).manifest("sum", Path.of("/m s/1/model.onnx"));
    return Manifest.parse(manifest, new Registry());
  }

  @Test
  void itBecomesAManifest() {
    Manifest manifest = manifest(WHOLE);
    assertThat(manifest.name()).isEqualTo("sum");
    assertThat(manifest.from().toString()).isEqualTo("file:/m s/1/model.onnx");
    assertThat(manifest.batching()).isEqualTo(new Batching(8, 100_000));
    assertThat(manifest.scale().min()).isZero();
    assertThat(manifest.scale().max()).isEqualTo(3);
    assertThat(manifest.warmUp())
        .isEqualTo(new WarmUp(3, WarmUp.Data.RANDOM, Map.of("a", List.of(4L, 2L))));
    assertThat(TritonConfig.parse(WHOLE).remarks()).isEmpty();
  }

  @Test
  void withoutABatchSizeNothingIsBatched() {
    assertThat(manifest("").batching().maxRows()).isEqualTo(1);
    assertThat(manifest("max_batch_size: 0").batching().maxRows()).isEqualTo(1);
    assertThat(manifest("").warmUp()).isEqualTo(WarmUp.NONE);
  }

  @Test
  void whatMeansNothingHereIsNamed() {
    TritonConfig config =
        TritonConfig.parse(
            """
            max_batch_size: 4
            optimization { cuda { graphs: true } }
            dynamic_batching { preferred_batch_size: [ 4, 8 ] }
            instance_group { kind: KIND_GPU }
            """);
    assertThat(config.config().getMaxBatchSize()).isEqualTo(4);
    assertThat(String.join("\n", config.remarks()))
        .contains("optimization", "preferred_batch_size", "GPU");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "max_batch_size: eight | 1:17",
        "max_batch_size: -1 | -1",
        "platform: \"tensorrt_plan\" | tensorrt_plan",
        "backend: \"python\" | python",
        "input { data_type: TYPE_FP31 } | TYPE_FP31",
        "input { | 1:8",
      })
  void whatCannotBeReadIsToldWithItsPlace(String text, String reason) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> TritonConfig.parse(text))
        .withMessageContaining("config.pbtxt")
        .withMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        " | [3]",
        "version_policy { all {} } | [1, 2, 3]",
        "version_policy { latest { num_versions: 2 } } | [2, 3]",
        "version_policy { specific { versions: [1, 3] } } | [1, 3]",
      })
  void theVersionPolicyChooses(String policy, String chosen) {
    TritonConfig config = TritonConfig.parse(policy == null ? "" : policy);
    assertThat(config.selected(new TreeSet<>(List.of(1, 2, 3))).toString()).isEqualTo(chosen);
  }

  @Test
  void aVersionThatIsNotThereCannotBeChosen() {
    TritonConfig config = TritonConfig.parse("version_policy { specific { versions: 9 } }");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> config.selected(new TreeSet<>(List.of(1))))
        .withMessageContaining("[9]")
        .withMessageContaining("[1]");
  }

  @Test
  void whatFitsTheGraphPasses() {
    assertThatNoException().isThrownBy(() -> TritonConfig.parse(WHOLE).check(GRAPH));
    assertThatNoException()
        .isThrownBy(
            () ->
                TritonConfig.parse("input { name: \"a\" data_type: TYPE_FP32 dims: [-1, 2] }")
                    .check(GRAPH));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "input { name: \"c\" } | [a, b]",
        "input { name: \"a\" data_type: TYPE_INT64 } | FP32",
        "input { name: \"a\" dims: [-1, 3] } | [-1, 2]",
        "input { name: \"a\" dims: 2 } | [-1, 2]",
        "output { name: \"a\" } | [sum]",
        "max_batch_size: 4 input { name: \"a\" dims: [-1, 2] } | batch first",
      })
  void whatDoesNotFitTheGraphIsNamed(String text, String reason) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> TritonConfig.parse(text).check(GRAPH))
        .withMessageContaining(reason);
  }
}
