package dev.hearth.node;

import dev.hearth.inference.Tensor;
import java.util.Map;

/**
 * One caller's sound on its way through Silero's voice activity detector: what the model must
 * remember goes with each request and comes back with each answer.
 *
 * <p>A request carries 512 new samples at 16 kHz after the last 64 of the request before, and the
 * state {@code [2, 1, 128]}; the answer is the probability that somebody speaks.
 */
final class SpeechStream {
  /** Samples a second. */
  static final int RATE = 16_000;

  /** New samples of one request: 32 ms. */
  static final int CHUNK = 512;

  private static final int CONTEXT = 64;

  private final TensorClient client;
  private final String model;
  private final float[] samples = new float[CONTEXT + CHUNK];
  private Tensor state = Tensor.ofFloats("state", new long[] {2, 1, 128}, new float[2 * 128]);

  SpeechStream(TensorClient client, String model) {
    this.client = client;
    this.model = model;
  }

  /** The probability of speech in the {@link #CHUNK} samples from {@code from} on. */
  float next(float[] sound, int from) {
    System.arraycopy(sound, from, samples, CONTEXT, CHUNK);
    Map<String, Tensor> answer =
        client.infer(
            model,
            Tensor.ofFloats("input", new long[] {1, samples.length}, samples),
            state,
            Tensor.ofLongs("sr", new long[0], RATE));
    System.arraycopy(samples, CHUNK, samples, 0, CONTEXT);
    state = output(answer, "stateN").named("state");
    return output(answer, "output").floats()[0];
  }

  private static Tensor output(Map<String, Tensor> answer, String name) {
    Tensor output = answer.get(name);
    if (output == null) {
      throw new IllegalStateException("the answer has " + answer.keySet() + " but no " + name);
    }
    return output;
  }

  /** What the model remembers after the last chunk. */
  float[] state() {
    return state.floats();
  }

  /** The probabilities of a whole sound, chunk by chunk. */
  float[] all(float[] sound) {
    var probabilities = new float[sound.length / CHUNK];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = next(sound, i * CHUNK);
    }
    return probabilities;
  }
}
