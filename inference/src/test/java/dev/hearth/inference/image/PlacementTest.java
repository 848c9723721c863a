package dev.hearth.inference.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {
  @ParameterizedTest
  @CsvSource({
    // resize, shortest edge, source, target, resized picture, left, top
    "STRETCH,   0,  10, 30, 20, 20,  20, 20,   0,   0",
    "FIT,       0, 100, 50, 20, 20,  20, 10,   0,   0",
    "LETTERBOX, 0, 100, 50, 20, 20,  20, 10,   0,   5",
    "LETTERBOX, 0,  50, 99, 20, 20,  10, 20,   5,   0",
    "CROP,      0, 100, 50, 20, 20,  40, 20, -10,   0",
    "CROP,      0,  50, 85, 20, 20,  20, 34,   0,  -7",
    "CROP,     32, 100, 50, 24, 24,  64, 32, -20,  -4",
    "FIT,       0, 900,  1, 20, 20,  20,  1,   0,   0",
  })
  void aPictureComesToLieWhereItShould(
      Resize resize,
      int shortestEdge,
      int sourceWidth,
      int sourceHeight,
      int targetWidth,
      int targetHeight,
      int width,
      int height,
      int left,
      int top) {
    assertThat(
            Placement.of(
                resize, shortestEdge, sourceWidth, sourceHeight, targetWidth, targetHeight))
        .isEqualTo(new Placement(width, height, left, top));
  }
}
