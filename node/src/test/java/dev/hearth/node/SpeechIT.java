package dev.hearth.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.inference.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Silero's voice activity detector: a model whose state its callers carry. */
class SpeechIT {
  private static final String PACKAGE = "pocketsphinx-testdata";
  private static final String DIRECTORY = "/usr/share/pocketsphinx/test/data/";
  private static final int WAV_HEADER = 44;

  @TempDir static Path data;
  private static TestNode node;
  private static TensorClient client;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    TestData.assumeNpm();
    node = TestNode.start(data);
    client = new TensorClient(node.uri());
    String manifest =
        new String(Training.resource("speech.yaml"), UTF_8)
            .replace("scale: {min: 0,", "scale: {max: 1,")
            .replace("batching: {", "batching: {max-delay: 2ms, ");
    var answer = node.deploy("speech", manifest);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      client.close();
      node.close();
    }
  }

  /** 16-bit samples at 16 kHz, with or without a WAV file's head. */
  private static float[] recorded(String file) throws IOException, InterruptedException {
    byte[] bytes = Files.readAllBytes(TestData.debian(PACKAGE, DIRECTORY + file));
    int head = file.endsWith(".wav") ? WAV_HEADER : 0;
    ShortBuffer samples =
        ByteBuffer.wrap(bytes, head, bytes.length - head)
            .order(ByteOrder.LITTLE_ENDIAN)
            .asShortBuffer();
    var sound = new float[samples.remaining()];
    for (int i = 0; i < sound.length; i++) {
      sound[i] = samples.get(i) / 32_768f;
    }
    return sound;
  }

  private static float[] noise(long seed, int samples) {
    var random = new Random(seed);
    var sound = new float[samples];
    for (int i = 0; i < samples; i++) {
      sound[i] = (float) (0.1 * random.nextGaussian());
    }
    return sound;
  }

  /** Sounds without a voice. */
  enum Silent {
    NOTHING,
    NOISE,
    TONE,
    CHORD;

    float[] sound() {
      int samples = 2 * SpeechStream.RATE;
      return switch (this) {
        case NOTHING -> new float[samples];
        case NOISE -> noise(1, samples);
        case TONE -> tones(samples, 440);
        case CHORD -> tones(samples, 262, 330, 392);
      };
    }
  }

  private static float[] tones(int samples, double... hertz) {
    var sound = new float[samples];
    for (int i = 0; i < samples; i++) {
      for (double tone : hertz) {
        sound[i] += (float) (0.15 * Math.sin(2 * Math.PI * tone * i / SpeechStream.RATE));
      }
    }
    return sound;
  }

  private static double share(float[] probabilities) {
    int spoken = 0;
    for (float probability : probabilities) {
      spoken += probability > 0.5f ? 1 : 0;
    }
    return (double) spoken / probabilities.length;
  }

  @ParameterizedTest
  @ValueSource(strings = {"goforward.raw", "numbers.raw", "cards/005.wav"})
  void speechIsSpeech(String file) throws IOException, InterruptedException {
    float[] probabilities = new SpeechStream(client, "speech").all(recorded(file));
    assertThat(share(probabilities)).as("spoken share of %s", file).isGreaterThan(0.5);
  }

  @Test
  void aVoiceMadeByRuleIsSpeech() {
    float[] voice = Voice.speak(2 * SpeechStream.RATE);
    assertThat(share(new SpeechStream(client, "speech").all(voice))).isGreaterThan(0.5);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoVoiceIsNone(Silent silent) {
    float[] probabilities = new SpeechStream(client, "speech").all(silent.sound());
    assertThat(share(probabilities)).as("spoken share of %s", silent).isZero();
  }

  /** What a caller was told and what was left in its hands, bit for bit. */
  private record Heard(List<Float> probabilities, List<Float> state) {
    static Heard of(float[] sound) {
      var stream = new SpeechStream(client, "speech");
      float[] probabilities = stream.all(sound);
      return new Heard(boxed(probabilities), boxed(stream.state()));
    }

    private static List<Float> boxed(float[] values) {
      List<Float> boxed = new ArrayList<>();
      for (float value : values) {
        boxed.add(value);
      }
      return boxed;
    }
  }

  @Test
  void callersWhoseRequestsRunTogetherKeepTheirOwnStates() throws Exception {
    float[] speech = Voice.speak(4 * SpeechStream.RATE);
    List<float[]> sounds = new ArrayList<>();
    for (int caller = 0; caller < 12; caller++) {
      int from = caller * 2_000;
      sounds.add(
          caller % 3 == 2
              ? noise(caller, 30 * SpeechStream.CHUNK)
              : Arrays.copyOfRange(speech, from, from + 30 * SpeechStream.CHUNK));
    }
    List<Heard> alone = sounds.stream().map(Heard::of).toList();
    double runsBefore = metric("hearth_batch_size_count");
    List<Callable<Heard>> calls = new ArrayList<>();
    sounds.forEach(sound -> calls.add(() -> Heard.of(sound)));
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Heard>> together = callers.invokeAll(calls);
      for (int caller = 0; caller < sounds.size(); caller++) {
        assertThat(together.get(caller).get()).as("caller %d", caller).isEqualTo(alone.get(caller));
      }
    }
    assertThat(metric("hearth_batch_size_max")).as("largest batch").isGreaterThan(2);
    assertThat(metric("hearth_batch_size_count") - runsBefore)
        .as("runs for 360 requests")
        .isLessThan(300);
  }

  private static double metric(String name) {
    return node.get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{") && line.contains("\"speech\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  @Test
  void aStateForAnotherNumberOfRowsIsRefused() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(
            () ->
                client.infer(
                    "speech",
                    Tensor.ofFloats("input", new long[] {2, 576}, new float[2 * 576]),
                    Tensor.ofFloats("state", new long[] {2, 1, 128}, new float[256]),
                    Tensor.ofLongs("sr", new long[0], SpeechStream.RATE)))
        .withMessageContaining("400")
        .withMessageContaining("'input' has 2 rows but input 'state' has 1");
  }
}
