package dev.hearth.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.TensorMetadata;
import dev.hearth.policies.Registry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Manifests and configurations made of any bytes. */
class ManifestFuzzTest {
  private static final Registry REGISTRY = new Registry();
  private static final Path VERSION = Path.of("/models/m/1");
  private static final GraphMetadata GRAPH =
      new GraphMetadata(
          List.of(new TensorMetadata("a", Datatype.FP32, List.of(-1L, 2L), List.of("", ""))),
          List.of(new TensorMetadata("y", Datatype.INT64, List.of(-1L), List.of(""))));

  /** Reads twice, which must give the same, or be refused in the same words. */
  private static void read(byte[] bytes, Function<String, Object> reader) {
    String text = new String(bytes, UTF_8);
    try {
      assertThat(reader.apply(text)).isEqualTo(reader.apply(text));
    } catch (ConfigurationException e) {
      assertThat(e.text()).isNotBlank();
    }
  }

  @FuzzTest
  void model(byte[] bytes) {
    read(bytes, text -> Manifest.parse(text, REGISTRY));
  }

  @FuzzTest
  void function(byte[] bytes) {
    read(bytes, text -> FunctionManifest.parse(text, REGISTRY));
  }

  @FuzzTest
  void graph(byte[] bytes) {
    read(bytes, GraphManifest::parse);
  }

  @FuzzTest
  void configuration(byte[] bytes) {
    read(bytes, text -> NodeConfig.parse(text, REGISTRY));
  }

  /** A document that is written again as JSON, which is YAML too, reads as the same. */
  @FuzzTest
  void yaml(byte[] bytes) {
    try {
      String written = written(Yaml.parse(new String(bytes, UTF_8)));
      assertThat(written(Yaml.parse(written))).isEqualTo(written);
    } catch (ConfigurationException e) {
      assertThat(e.text()).startsWith("line ");
    }
  }

  private static String written(Yaml yaml) {
    return switch (yaml) {
      case Yaml.Scalar(String text, _) -> quoted(text);
      case Yaml.Sequence(List<Yaml> items, _) ->
          items.stream().map(ManifestFuzzTest::written).collect(Collectors.joining(",", "[", "]"));
      case Yaml.Mapping(Map<String, Yaml> entries, _) ->
          entries.entrySet().stream()
              .map(entry -> quoted(entry.getKey()) + ": " + written(entry.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
    };
  }

  private static String quoted(String text) {
    return text.chars()
        .mapToObj(
            each ->
                each > ' ' && each < 127 && each != '"' && each != '\\'
                    ? Character.toString(each)
                    : "\\u%04x".formatted(each))
        .collect(Collectors.joining("", "\"", "\""));
  }

  /** What Triton's configuration says makes a manifest that is read. */
  @FuzzTest
  void triton(byte[] bytes) {
    TritonConfig config;
    try {
      config = TritonConfig.parse(new String(bytes, UTF_8));
      assertThat(config.selected(new TreeSet<>(List.of(1, 3)))).isSubsetOf(1, 3);
      assertThat(VERSION.resolve(config.fileName()).normalize().getParent()).isEqualTo(VERSION);
      config.check(GRAPH);
    } catch (ConfigurationException e) {
      assertThat(e.text()).isNotBlank();
      return;
    }
    String manifest = config.manifest("m", VERSION.resolve(config.fileName()));
    assertThat(Manifest.parse(manifest, REGISTRY).name()).isEqualTo("m");
  }
}
