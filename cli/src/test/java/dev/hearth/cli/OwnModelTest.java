package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.FakeServer.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a file of a model to its first answer, with no more than what commands say. */
class OwnModelTest {
  private static final String DEPLOYED =
      """
      {"event":"deployed","model":{"name":"a-b","version":"1","from":"file:/m.onnx",\
      "inputs":[{"name":"x","datatype":"FP32","shape":[-1,3]}],\
      "outputs":[{"name":"y","datatype":"INT64","shape":[1]}]}}
      """;
  private static final String METADATA =
      """
      {"name":"m","inputs":[{"name":"x","datatype":"FP32","shape":[-1,3]},\
      {"name":"t","datatype":"BYTES","shape":[1]}]}\
      """;

  @TempDir private Path directory;

  private final Console console = new Console();
  private FakeServer node;

  @BeforeEach
  void start() throws IOException {
    node = new FakeServer(METADATA, number -> new Reply(200, DEPLOYED));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private int deploy(String file) {
    return console.run("deploy", file, "--server", node.url());
  }

  @Test
  void aModelIsDeployedAsItIsAndSaysWhatItTakes() throws IOException {
    assertThat(deploy(file("a b.onnx", "x"))).isZero();

    assertThat(node.asked().getFirst().line()).isEqualTo("PUT /admin/v1/models/a-b");
    assertThat(node.asked().getFirst().text()).contains("file:" + directory.resolve("a b.onnx"));
    assertThat(console.said())
        .contains("takes  'x' FP32 [-1,3]", "gives  'y' INT64 [1]", "hearth infer a-b --example");
  }

  @Test
  void filesBesideTheManifestAreFoundThere() throws IOException {
    file("m.onnx", "x");

    assertThat(deploy(file("m.yaml", "name: m\nfrom: file:m.onnx\n"))).isZero();
    assertThat(deploy(file("n.yaml", "name: m\nfrom: file:elsewhere.onnx\n"))).isZero();

    assertThat(node.asked().getFirst().text()).contains("file:" + directory.resolve("m.onnx"));
    assertThat(node.asked().getLast().text()).isEqualTo("name: m\nfrom: file:elsewhere.onnx\n");
  }

  @Test
  void whatIsNoTextIsNoManifest() throws IOException {
    Path binary = Files.write(directory.resolve("m.bin"), new byte[] {(byte) 0xff, 0});

    assertThat(deploy(binary.toString())).isEqualTo(2);

    assertThat(console.complained()).contains("is not text", ".onnx");
    assertThat(node.posted()).isZero();
  }

  @Test
  void aRequestThatFitsIsPrinted() {
    assertThat(console.run("infer", "m", "--example", "--server", node.url())).isZero();

    assertThat(node.posted()).isZero();
    assertThat(console.said().strip())
        .isEqualTo(
            """
            {"inputs":[{"name":"x","datatype":"FP32","shape":[1,3],"data":[0.0,0.0,0.0]},\
            {"name":"t","datatype":"BYTES","shape":[1],"data":["Hello."]}]}\
            """);
  }

  @Test
  void withoutInputTheExampleIsNamed() {
    assertThat(console.run("infer", "m", "--server", node.url())).isEqualTo(2);

    assertThat(console.complained()).contains("hearth infer m --example");
  }
}
