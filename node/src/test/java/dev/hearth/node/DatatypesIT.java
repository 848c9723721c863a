package dev.hearth.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.TinyModel;
import inference.GrpcPredictV2.InferTensorContents;
import inference.GrpcPredictV2.ModelInferRequest;
import inference.GrpcPredictV2.ModelInferResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every datatype through a model and back in every form, and the table of it: written to {@code
 * target/datatypes.md}, and held against {@code docs/http.md}.
 */
class DatatypesIT {
  private static final String JSON_LENGTH = "Inference-Header-Content-Length";
  private static final String HEAD =
      """
      | datatype | JSON | binary data | gRPC raw | gRPC typed |
      | --- | --- | --- | --- | --- |
      """;
  private static final Map<Datatype, String> ROWS = new TreeMap<>();

  @TempDir static Path data;
  private static TestNode node;
  private static TestGrpc grpc;

  @BeforeAll
  static void start() throws IOException {
    node = TestNode.start(data);
    grpc = new TestGrpc(node);
  }

  @AfterAll
  static void thePageHasTheTable() throws IOException {
    grpc.close();
    node.close();
    String table = HEAD + String.join("", ROWS.values());
    Path target = Path.of("target");
    Files.createDirectories(target);
    Files.writeString(target.resolve("datatypes.md"), table);
    assertThat(Files.readString(Path.of("..", "docs", "http.md")))
        .as("docs/http.md holds the table that this test wrote to target/datatypes.md")
        .contains(table);
  }

  @ParameterizedTest
  @EnumSource(Datatype.class)
  void everyDatatypeIsTheSameInEveryForm(Datatype datatype) throws IOException {
    Path file = data.resolve(datatype + ".onnx");
    Files.write(file, TinyModel.identity(datatype, "batch", "2").bytes());
    node.deploy(
        "identity-" + datatype,
        "kind: Model\nname: identity-" + datatype + "\nfrom: file:" + file + "\n");
    DatatypeSample sample = DatatypeSample.of(datatype);
    String row =
        "| %s | %s | %s | %s | %s |\n"
            .formatted(
                datatype,
                rest(datatype, sample, false),
                rest(datatype, sample, true),
                raw(datatype, sample),
                typed(datatype, sample));
    ROWS.put(datatype, row);
    boolean none = sample.contents().isEmpty();
    assertThat(row)
        .isEqualTo("| %s | yes | yes | yes | %s |\n".formatted(datatype, none ? "refused" : "yes"));
  }

  /** Whether input in one form is answered in both with the elements that went in. */
  private static String rest(Datatype datatype, DatatypeSample sample, boolean binaryIn) {
    boolean same = true;
    for (boolean binaryOut : new boolean[] {false, true}) {
      HttpResponse<byte[]> answer = post(datatype, sample, binaryIn, binaryOut);
      assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
      int json = (int) answer.headers().firstValueAsLong(JSON_LENGTH).orElse(answer.body().length);
      JsonNode output =
          JsonMapper.shared()
              .readTree(new String(answer.body(), 0, json, UTF_8))
              .get("outputs")
              .get(0);
      byte[] raw = Arrays.copyOfRange(answer.body(), json, answer.body().length);
      same &=
          binaryOut
              ? HexFormat.of().formatHex(raw).equals(sample.hex()) && !output.has("data")
              : output.get("data").toString().equals(sample.json()) && raw.length == 0;
    }
    return same ? "yes" : "no";
  }

  private static HttpResponse<byte[]> post(
      Datatype datatype, DatatypeSample sample, boolean binaryIn, boolean binaryOut) {
    String data =
        binaryIn
            ? "\"parameters\":{\"binary_data_size\":" + sample.raw().length + "}"
            : "\"data\":" + sample.json();
    String json =
        """
        {"inputs":[{"name":"x","shape":[1,2],"datatype":"%s",%s}],
         "outputs":[{"name":"y","parameters":{"binary_data":%s}}]}\
        """
            .formatted(datatype, data, binaryOut);
    byte[] head = json.getBytes(UTF_8);
    byte[] raw = binaryIn ? sample.raw() : new byte[0];
    byte[] body = Arrays.copyOf(head, head.length + raw.length);
    System.arraycopy(raw, 0, body, head.length, raw.length);
    return node.sendBytes(
        "/v2/models/identity-" + datatype + "/infer",
        body,
        JSON_LENGTH,
        Integer.toString(head.length));
  }

  private static ModelInferRequest.Builder request(Datatype datatype) {
    return ModelInferRequest.newBuilder().setModelName("identity-" + datatype);
  }

  private static String raw(Datatype datatype, DatatypeSample sample) {
    var request =
        request(datatype)
            .addInputs(TestGrpc.input("x", datatype.name(), 1, 2))
            .addRawInputContents(ByteString.copyFrom(sample.raw()));
    ModelInferResponse answer = grpc.inference.modelInfer(request.build());
    boolean same =
        answer.getRawOutputContentsCount() == 1
            && HexFormat.of()
                .formatHex(answer.getRawOutputContents(0).toByteArray())
                .equals(sample.hex())
            && !answer.getOutputs(0).hasContents();
    return same ? "yes" : "no";
  }

  /** FP16 and BF16 are tried with the contents of FP32, which a caller would think of first. */
  private static String typed(Datatype datatype, DatatypeSample sample) {
    InferTensorContents contents =
        sample.contents().orElseGet(() -> TestGrpc.floats(1, -1.5f).build());
    var request =
        request(datatype)
            .addInputs(TestGrpc.input("x", datatype.name(), 1, 2).setContents(contents));
    try {
      ModelInferResponse answer = grpc.inference.modelInfer(request.build());
      boolean same =
          answer.getOutputs(0).getContents().equals(contents)
              && answer.getRawOutputContentsCount() == 0;
      return same ? "yes" : "no";
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(e.getStatus().getDescription()).contains("raw_input_contents");
      return "refused";
    }
  }
}
