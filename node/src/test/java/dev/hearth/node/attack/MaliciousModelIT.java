package dev.hearth.node.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.hearth.inference.onnx.schema.AttributeProto;
import dev.hearth.inference.onnx.schema.GraphProto;
import dev.hearth.inference.onnx.schema.ModelProto;
import dev.hearth.inference.onnx.schema.NodeProto;
import dev.hearth.inference.onnx.schema.OperatorSetIdProto;
import dev.hearth.inference.onnx.schema.StringStringEntryProto;
import dev.hearth.inference.onnx.schema.TensorProto;
import dev.hearth.node.Victim;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ONNX files that mean harm: to files and memory outside the model, and to the node itself. */
class MaliciousModelIT {
  private static final String SECRET = "a secret of the machine that no model may read";

  @TempDir static Path directory;
  private static Victim node;

  @BeforeAll
  static void start() throws IOException {
    Files.writeString(directory.resolve("secret"), SECRET);
    node = Victim.start(directory.resolve("data"), "");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @AfterEach
  void theNodeGoesOn() {
    assertThat(node.works()).isTrue();
  }

  private static byte[] model(GraphProto.Builder graph) throws IOException {
    ModelProto harmless = ModelProto.parseFrom(Victim.harmless());
    return harmless.toBuilder()
        .clearOpsetImport()
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private static GraphProto.Builder graph() throws IOException {
    return ModelProto.parseFrom(Victim.harmless()).getGraph().toBuilder();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  private static TensorProto external(String location, long offset) {
    return TensorProto.newBuilder()
        .setName("stolen")
        .addDims(8)
        .setDataType(TensorProto.DataType.UINT8_VALUE)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", location))
        .addExternalData(entry("offset", Long.toString(offset)))
        .addExternalData(entry("length", "8"))
        .build();
  }

  private static void refused(HttpResponse<String> answer, String... phrases) {
    assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 499);
    assertThat(answer.body()).doesNotContain(SECRET);
    for (String phrase : phrases) {
      assertThat(answer.body()).contains(phrase);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "../../../../../../../../etc/passwd",
        "../../../secret",
        "../../deployments.db",
        "sibling",
        "weights.bin",
        "",
        "*/_ORT_MEM_ADDR_/*"
      })
  void weightsOutsideTheModelAreRefused(String location) throws IOException {
    byte[] model = model(graph().addInitializer(external(location, 0)));
    refused(node.deploy("stealing", directory, model), "outside itself", "stolen");
  }

  @Test
  void memoryOfTheProcessIsNoWeight() throws IOException {
    byte[] model = model(graph().addInitializer(external("*/_ORT_MEM_ADDR_/*", 4096)));
    refused(node.deploy("peeking", directory, model), "outside itself");
  }

  @Test
  void weightsOutsideAreFoundInAttributesAndInnerGraphsToo() throws IOException {
    AttributeProto constant =
        AttributeProto.newBuilder()
            .setName("value")
            .setType(AttributeProto.AttributeType.TENSOR)
            .setT(external("/etc/passwd", 0))
            .build();
    NodeProto node =
        NodeProto.newBuilder().setOpType("Constant").addOutput("c").addAttribute(constant).build();
    refused(
        MaliciousModelIT.node.deploy("attribute", directory, model(graph().addNode(node))),
        "outside itself");
    AttributeProto branch =
        AttributeProto.newBuilder()
            .setName("then_branch")
            .setType(AttributeProto.AttributeType.GRAPH)
            .setG(GraphProto.newBuilder().addNode(node))
            .build();
    NodeProto inner = NodeProto.newBuilder().setOpType("If").addAttribute(branch).build();
    refused(
        MaliciousModelIT.node.deploy("inner", directory, model(graph().addNode(inner))),
        "outside itself");
  }

  @Test
  void aGraphThatEatsItsOwnTailIsRefused() throws IOException {
    GraphProto.Builder graph = graph();
    graph
        .addNode(NodeProto.newBuilder().setOpType("Neg").addInput("y").addOutput("x"))
        .addNode(NodeProto.newBuilder().setOpType("Neg").addInput("x").addOutput("y"));
    refused(node.deploy("cycle", directory, model(graph)));
  }

  @ParameterizedTest
  @ValueSource(ints = {50, 90, 1_000, 20_000})
  void graphsInsideGraphsInsideGraphsAreRefused(int depth) throws IOException {
    ByteString inner = graph().build().toByteString();
    for (int i = 0; i < depth; i++) {
      inner = wrapped(inner);
    }
    byte[] head =
        ModelProto.parseFrom(Victim.harmless()).toBuilder().clearGraph().build().toByteArray();
    ByteString all = ByteString.copyFrom(head).concat(field(7, inner));
    refused(node.deploy("deep", directory, all.toByteArray()));
  }

  /** A graph with one node with one attribute that is that graph. */
  private static ByteString wrapped(ByteString graph) {
    ByteString attribute =
        AttributeProto.newBuilder()
            .setName("then_branch")
            .setType(AttributeProto.AttributeType.GRAPH)
            .build()
            .toByteString()
            .concat(field(6, graph));
    ByteString node =
        NodeProto.newBuilder().setOpType("If").build().toByteString().concat(field(5, attribute));
    return field(1, node);
  }

  private static ByteString field(int number, ByteString content) {
    var head = ByteString.newOutput();
    varint(head, (number << 3) | 2);
    varint(head, content.size());
    return head.toByteString().concat(content);
  }

  private static void varint(ByteString.Output out, int value) {
    int rest = value;
    while (rest > 0x7F) {
      out.write((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  @Test
  void weightsThatAreNotThereHarmNobody() throws IOException {
    for (List<Long> dims :
        List.of(
            List.of(1L << 40),
            List.of(1L << 62, 1L << 62),
            List.of(Long.MAX_VALUE),
            List.of(-1L),
            List.of(1L << 31, 1L << 33))) {
      TensorProto huge =
          TensorProto.newBuilder()
              .setName("huge")
              .addAllDims(dims)
              .setDataType(TensorProto.DataType.FLOAT_VALUE)
              .setRawData(ByteString.copyFrom(new byte[16]))
              .build();
      HttpResponse<String> answer =
          node.deploy("huge", directory, model(graph().addInitializer(huge)));
      assertThat(answer.statusCode()).as(answer.body()).isLessThan(500);
    }
  }

  @Test
  void anUnknownOperatorLoadsNoLibrary() throws IOException {
    NodeProto foreign =
        NodeProto.newBuilder()
            .setOpType("Run")
            .setDomain("../../../tmp/evil.so")
            .addInput("a")
            .addOutput("z")
            .build();
    refused(node.deploy("foreign", directory, model(graph().addNode(foreign))));
  }
}
