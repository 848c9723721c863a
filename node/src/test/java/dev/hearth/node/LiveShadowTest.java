package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.onnx.Shadows;
import org.junit.jupiter.api.Test;

class LiveShadowTest {
  @Test
  void whatIsClosedBeforeItIsOpenNeverHelps() {
    var among = new Shadows();
    var shadow =
        new LiveShadow(
            () -> {
              throw new AssertionError("it was opened");
            },
            among);

    shadow.close();
    shadow.open();

    assertThat(among.size()).isZero();
  }
}
