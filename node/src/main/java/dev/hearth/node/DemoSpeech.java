package dev.hearth.node;

import java.io.IOException;
import java.util.Random;

/** Makes a voice and a noise and asks a model in which somebody speaks. */
final class DemoSpeech {
  private static final String MODEL = "speech";
  private static final int SAMPLES = 2 * SpeechStream.RATE;

  private final DemoModels models;
  private final TensorClient client;

  DemoSpeech(DemoModels models, TensorClient client) {
    this.models = models;
    this.client = client;
  }

  void run(DemoScreen screen) throws IOException {
    screen.heading("Does somebody speak? (2 s of sound in steps of 32 ms)");
    try {
      models.deploy(MODEL, "fetching Silero's voice detector");
    } catch (ConfigurationException e) {
      screen.step("left out", e.text());
      return;
    }
    screen.step("voice", told(Voice.speak(SAMPLES)) + ", vowels made by rule");
    screen.step("noise", told(noise()) + ", made by chance");
    screen.step("silence", told(new float[SAMPLES]));
  }

  private String told(float[] sound) {
    float[] probabilities = new SpeechStream(client, MODEL).all(sound);
    int spoken = 0;
    for (float probability : probabilities) {
      spoken += probability > 0.5f ? 1 : 0;
    }
    return "speech in %d of %d steps".formatted(spoken, probabilities.length);
  }

  private static float[] noise() {
    var random = new Random(1);
    var sound = new float[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      sound[i] = (float) (0.1 * random.nextGaussian());
    }
    return sound;
  }
}
