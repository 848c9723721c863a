package dev.hearth.inference.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.inference.BatchAxes;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.TensorMetadata;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SampleInputsTest {
  private static final TensorMetadata OUTPUT =
      new TensorMetadata("y", Datatype.FP32, List.of(-1L), List.of("batch"));

  private static SampleInputs inputs(TensorMetadata input, Samples samples, boolean pictures) {
    return new SampleInputs(
        new GraphMetadata(List.of(input), List.of(OUTPUT)),
        Optional.of(new BatchAxes(Map.of(input.name(), 0), Map.of("y", 0))),
        samples,
        pictures);
  }

  private static TensorMetadata tensor(String name, Datatype datatype, Long... shape) {
    return new TensorMetadata(
        name, datatype, List.of(shape), List.of(shape).stream().map(_ -> "").toList());
  }

  @Test
  void aDimensionThatMayVaryMustBeSaid() {
    var inputs = inputs(tensor("ids", Datatype.INT64, -1L, -1L), Samples.DEFAULTS, false);
    assertThatThrownBy(() -> inputs.of(1, 0)).hasMessageContaining("--shape ids=64,64");
  }

  @Test
  void whatTheManifestSaysHoldsWhereNothingElseIsSaid() {
    var samples = Samples.DEFAULTS.or(Map.of("ids", List.of(1L, 7L)));
    var inputs = inputs(tensor("ids", Datatype.INT64, -1L, -1L), samples, false);
    assertThat(inputs.of(3, 0).getFirst().shape()).containsExactly(3, 7);
    assertThat(inputs.description()).isEqualTo("ids[rows,7]");
  }

  @Test
  void textsHaveSoManyWordsAndRowsDiffer() {
    var samples = new Samples(Map.of(), Map.of(), new Extent(4, 8));
    var inputs = inputs(tensor("text", Datatype.BYTES, -1L), samples, false);
    var texts =
        inputs.of(2, 1).getFirst().strings().stream()
            .map(text -> new String(text, StandardCharsets.UTF_8))
            .toList();
    assertThat(texts).allMatch(text -> text.split(" ", -1).length == 8).doesNotHaveDuplicates();
  }

  @Test
  void picturesAreEncoded() {
    var inputs = inputs(tensor("image", Datatype.BYTES, -1L), Samples.DEFAULTS, true);
    var picture = inputs.of(1, 0).getFirst().strings().getFirst();
    assertThat(new String(picture, 1, 3, StandardCharsets.US_ASCII)).isEqualTo("PNG");
  }

  @Test
  void valuesFillAnInput() {
    var samples = new Samples(Map.of(), Map.of("rate", 16_000.0), Samples.DEFAULTS.words());
    var inputs = inputs(tensor("rate", Datatype.INT64, -1L), samples, false);
    assertThat(inputs.of(2, 0).getFirst().longs()).containsExactly(16_000, 16_000);
  }

  @Test
  void inputsThatDoNotExistAreRefusedByName() {
    var samples = new Samples(Map.of(), Map.of("rat", 1.0), Samples.DEFAULTS.words());
    assertThatThrownBy(() -> inputs(tensor("rate", Datatype.INT64, -1L), samples, false))
        .hasMessageContaining("no input 'rat'")
        .hasMessageContaining("[rate]");
  }

  @Test
  void extentsAreReadStrictly() {
    assertThat(Extent.parse("16..128")).isEqualTo(new Extent(16, 128));
    for (String wrong : List.of("", "0", "-1", "9..3", "1..", "x")) {
      assertThatThrownBy(() -> Extent.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
