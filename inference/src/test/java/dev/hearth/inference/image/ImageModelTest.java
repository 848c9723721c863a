package dev.hearth.inference.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.InferenceRequest;
import dev.hearth.inference.InvalidRequest;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.TensorMetadata;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Scanner;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageModelTest {
  /** A graph that answers with what it was given. */
  private static final class Echo implements LoadedModel {
    private final GraphMetadata metadata;
    private boolean closed;

    Echo(Datatype datatype, Long... shape) {
      var input = new TensorMetadata("x", datatype, List.of(shape), List.of("n", "", "", ""));
      metadata = new GraphMetadata(List.of(input), List.of(input));
    }

    @Override
    public GraphMetadata metadata() {
      return metadata;
    }

    @Override
    public List<Tensor> run(List<Tensor> inputs, Set<String> requestedOutputs) {
      return inputs;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static ImageModel around(LoadedModel graph, ImageOptions options) {
    return ImageModel.around(graph, ModelSource.parse("file:/m.onnx"), options);
  }

  private static ImageOptions options(
      Colour colour, double rescale, List<Double> mean, List<Double> std) {
    return new ImageOptions(
        Optional.empty(),
        2,
        1,
        Resize.STRETCH,
        0,
        true,
        0,
        Optional.empty(),
        colour,
        rescale,
        mean,
        std,
        100);
  }

  private static ImageOptions plain(Colour colour) {
    return options(colour, 1, List.of(0.0), List.of(1.0));
  }

  /** Two pixels: red 10, green 20, blue 30, then 40, 50, 60. */
  private static byte[] picture() {
    var image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x0a141e);
    image.setRGB(1, 0, 0x28323c);
    return Pictures.png(image);
  }

  private static Tensor run(LoadedModel graph, ImageOptions options, byte[]... pictures) {
    try (var model = around(graph, options)) {
      var input = Tensor.ofBytes("image", new long[] {pictures.length}, List.of(pictures));
      return model.run(List.of(input), Set.of()).getFirst();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NCHW | RGB | 10 40 20 50 30 60",
        "NCHW | BGR | 30 60 20 50 10 40",
        "NHWC | RGB | 10 20 30 40 50 60",
        "NHWC | BGR | 30 20 10 60 50 40"
      })
  void layoutAndColourAreTheModels(Layout layout, Colour colour, String expected) {
    Echo graph =
        layout == Layout.NCHW
            ? new Echo(Datatype.FP32, -1L, 3L, 1L, 2L)
            : new Echo(Datatype.FP32, -1L, 1L, 2L, 3L);
    Tensor tensor = run(graph, plain(colour), picture());
    assertThat(tensor.name()).isEqualTo("x");
    assertThat(tensor.floats()).containsExactly(floats(expected));
  }

  private static float[] floats(String text) {
    var scanner = new Scanner(text);
    var values = new ArrayList<Float>();
    while (scanner.hasNextFloat()) {
      values.add(scanner.nextFloat());
    }
    var floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }

  @Test
  void greyIsWeighedAndGreyBecomesEveryColour() {
    float[] grey =
        run(new Echo(Datatype.FP32, -1L, 1L, 1L, 2L), plain(Colour.GRAY), picture()).floats();
    assertThat(grey[0]).isCloseTo(10 * 0.299f + 20 * 0.587f + 30 * 0.114f, within(1e-4f));
    var image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setPixels(0, 0, 2, 1, new int[] {128, 7});
    Tensor tensor =
        run(new Echo(Datatype.FP32, -1L, 3L, 1L, 2L), plain(Colour.RGB), Pictures.png(image));
    assertThat(tensor.floats()).containsExactly(128, 7, 128, 7, 128, 7);
  }

  @Test
  void samplesAreScaledThenCentredThenDivided() {
    ImageOptions options = options(Colour.RGB, 0.1, List.of(1.0, 2.0, 3.0), List.of(0.5, 1.0, 2.0));
    float[] scaled = run(new Echo(Datatype.FP32, -1L, 3L, 1L, 2L), options, picture()).floats();
    assertThat(scaled).usingComparatorWithPrecision(1e-5f).containsExactly(0, 6, 0, 3, 0, 1.5f);
  }

  @Test
  void everyDatatypeOfPicturesIsWritten() {
    ImageOptions options = options(Colour.RGB, 1, List.of(0.4), List.of(1.0));
    Tensor half = run(new Echo(Datatype.FP16, -1L, 3L, 1L, 2L), options, picture());
    assertThat(Float.float16ToFloat(half.contents().getShort(0))).isCloseTo(9.6f, within(0.01f));
    Tensor bytes = run(new Echo(Datatype.UINT8, -1L, 3L, 1L, 2L), options, picture());
    assertThat(bytes.contents().get(0)).isEqualTo((byte) 10);
    ImageOptions shifted = options(Colour.RGB, 10, List.of(300.0), List.of(1.0));
    Tensor signed = run(new Echo(Datatype.INT8, -1L, 3L, 1L, 2L), shifted, picture());
    assertThat(signed.contents().get(0)).isEqualTo((byte) -128);
    assertThat(signed.contents().get(1)).isEqualTo((byte) 100);
  }

  @Test
  void severalPicturesAreRowsOfOneBatch() {
    var other = new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB);
    Tensor tensor =
        run(
            new Echo(Datatype.FP32, -1L, 3L, 1L, 2L),
            plain(Colour.RGB),
            Pictures.png(other),
            picture());
    assertThat(tensor.shape()).containsExactly(2, 3, 1, 2);
    assertThat(tensor.floats()).containsExactly(0, 0, 0, 0, 0, 0, 10, 40, 20, 50, 30, 60);
  }

  @Test
  void theRequestIsHeldAgainstPicturesNotTensors() {
    var graph = new Echo(Datatype.FP32, -1L, 3L, 1L, 2L);
    var model = around(graph, plain(Colour.RGB));
    assertThat(model.metadata().inputs())
        .containsExactly(new TensorMetadata("image", Datatype.BYTES, List.of(-1L), List.of("n")));
    model
        .metadata()
        .check(
            new InferenceRequest(
                List.of(Tensor.ofBytes("image", new long[] {1}, List.of(picture()))), Set.of()));
    assertThat(model.metadata().batchAxes().orElseThrow().input("image")).hasValue(0);
    model.close();
    assertThat(graph.closed).isTrue();
  }

  @Test
  void theOneThatIsNoPictureIsNamed() {
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(
            () ->
                run(
                    new Echo(Datatype.FP32, -1L, 3L, 1L, 2L),
                    plain(Colour.RGB),
                    picture(),
                    "no".getBytes(UTF_8)))
        .withMessageContaining("'image'[1] is neither PNG nor JPEG");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-1,3,1,4   | RGB  | image.width is 2 but input 'x' [-1, 3, 1, 4] fixes it at 4",
        "-1,-1,1,2  | RGB  | does not show where its channels are",
        "-1,3,3,3   | RGB  | does not show where its channels are",
        "-1,3,1,2   | GRAY | does not show where its channels are"
      })
  void whatDoesNotFitTheGraphIsRefused(String shape, Colour colour, String why) {
    Long[] dimensions =
        Pattern.compile(",").splitAsStream(shape).map(Long::valueOf).toArray(Long[]::new);
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> around(new Echo(Datatype.FP32, dimensions), plain(colour)))
        .withMessageContaining(why);
  }

  @Test
  void aGraphThatTakesNoPicturesIsRefused() {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> around(new Echo(Datatype.INT64, -1L, 3L, 1L, 2L), plain(Colour.RGB)))
        .withMessageContaining("input 'x' is INT64");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> around(new Echo(Datatype.FP32, -1L, 3L, -1L, -1L), ImageOptions.DEFAULTS))
        .withMessageContaining("leaves the width open");
  }
}
