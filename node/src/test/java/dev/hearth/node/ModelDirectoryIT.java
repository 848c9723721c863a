package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.TinyModel;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node serves a directory laid out as a model repository of Triton's. */
class ModelDirectoryIT {
  @TempDir Path data;
  @TempDir Path models;
  private TestNode node;

  @BeforeEach
  void layOut() throws IOException {
    version(1, "Add");
    version(2, "Sub");
    Files.writeString(
        models.resolve("sum/config.pbtxt"),
        """
        max_batch_size: 8
        input [ { name: "a" data_type: TYPE_FP32 dims: 2 } ]
        version_policy { all {} }
        """);
    TinyModel.arithmetic(2).write(models.resolve("plain.onnx"));
    Files.writeString(
        models.resolve("plain.yaml"),
        "kind: Model\nname: plain\nfrom: file:" + models.resolve("plain.onnx") + "\n");
    start();
  }

  private void start() {
    node = TestNode.start(TestNode.config(data).withModels(models));
    TestNode.eventually("it is ready", () -> node.get("/v2/health/ready").statusCode() == 200);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private void version(int number, String operator) throws IOException {
    Path file = Files.createDirectories(models.resolve("sum/" + number)).resolve("model.onnx");
    FileTime later = FileTime.fromMillis(System.currentTimeMillis() + number * 10_000L);
    Files.deleteIfExists(file);
    new TinyModel()
        .input("a", Datatype.FP32, "batch_size", "2")
        .input("b", Datatype.FP32, "batch_size", "2")
        .output("sum", Datatype.FP32, "batch_size", "2")
        .node(operator, List.of("a", "b"), List.of("sum"))
        .write(file);
    Files.setLastModifiedTime(file, later);
  }

  private void restart() {
    node.close();
    start();
  }

  private String versions(String name) {
    return node.json(node.get("/v2/models/" + name)).get("versions").toString();
  }

  private double answer(String path) {
    HttpResponse<String> answer =
        node.send("POST", "/v2/models/sum" + path + "/infer", TestNode.SUM).join();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return node.json(answer).get("outputs").get(0).get("data").get(0).asDouble();
  }

  private HttpResponse<String> load(String name) {
    return node.send("POST", "/v2/repository/models/" + name + "/load", "").join();
  }

  @Test
  void versionsAreServedUnderTheNumbersOfTheirDirectoriesAndManifestsBesideThem() {
    assertThat(versions("sum")).isEqualTo("[\"1\",\"2\"]");
    assertThat(answer("")).isEqualTo(-2);
    assertThat(answer("/versions/1")).isEqualTo(4);
    assertThat(versions("plain")).isEqualTo("[\"1\"]");
  }

  @Test
  void aNewVersionIsServedWhenTheModelIsLoadedAndOneThatIsGoneIsNot() throws IOException {
    answer("");
    version(5, "Mul");
    try (var files = Files.walk(models.resolve("sum/1"))) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    assertThat(load("sum").statusCode()).isEqualTo(200);
    assertThat(versions("sum")).isEqualTo("[\"2\",\"5\"]");
    assertThat(answer("")).isEqualTo(3);
  }

  @Test
  void aVersionWhoseFileChangedKeepsItsNumber() throws IOException {
    assertThat(answer("")).isEqualTo(-2);
    Files.writeString(models.resolve("unrelated.txt"), "not a model");
    new TinyModel()
        .input("a", Datatype.FP32, "batch_size", "2")
        .input("b", Datatype.FP32, "batch_size", "2")
        .output("sum", Datatype.FP32, "batch_size", "2")
        .node("Mul", List.of("a", "b"), List.of("sum"))
        .write(models.resolve("sum/2/model.onnx"));
    Files.setLastModifiedTime(
        models.resolve("sum/2/model.onnx"),
        FileTime.fromMillis(System.currentTimeMillis() + 99_000));
    assertThat(load("sum").statusCode()).isEqualTo(200);
    assertThat(versions("sum")).isEqualTo("[\"1\",\"2\"]");
    assertThat(answer("")).isEqualTo(3);
  }

  @Test
  void aRestartChangesNothing() {
    assertThat(node.send("PUT", "/admin/v1/models/sum/traffic", "{\"1\":100}").join().statusCode())
        .isEqualTo(200);
    restart();
    assertThat(versions("sum")).isEqualTo("[\"1\",\"2\"]");
    assertThat(versions("plain")).isEqualTo("[\"1\"]");
    assertThat(answer("")).isEqualTo(4);
  }

  @Test
  void aModelThatIsNoGoodDoesNotKeepTheOthersAway() throws IOException {
    Files.createDirectories(models.resolve("bad/1"));
    Files.writeString(models.resolve("bad/1/model.onnx"), "no model");
    Files.createDirectories(models.resolve("empty"));
    Files.createDirectories(models.resolve("misfit/1"));
    TinyModel.arithmetic(2).write(models.resolve("misfit/1/model.onnx"));
    Files.writeString(models.resolve("misfit/config.pbtxt"), "input { name: \"nothing\" }");
    Files.writeString(models.resolve("broken.yaml"), "kind: [");
    restart();
    assertThat(answer("")).isEqualTo(-2);
    assertThat(versions("plain")).isEqualTo("[\"1\"]");
    for (String name : List.of("bad", "empty", "misfit")) {
      assertThat(node.get("/v2/models/" + name).statusCode()).isEqualTo(404);
    }
    HttpResponse<String> refused = load("misfit");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("nothing", "[a, b]");
    assertThat(load("nowhere").statusCode()).isEqualTo(404);
  }

  @Test
  void aModelThatIsNoLongerLaidOutIsNoLongerServed() throws IOException {
    Files.move(models.resolve("sum"), data.resolve("elsewhere"));
    restart();
    assertThat(node.get("/v2/models/sum").statusCode()).isEqualTo(404);
    assertThat(versions("plain")).isEqualTo("[\"1\"]");
  }

  @Test
  void aDirectoryThatIsNotThereIsToldWithTheRemedy() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(
            () ->
                TestNode.start(
                        TestNode.config(data.resolve("other")).withModels(models.resolve("none")))
                    .close())
        .withMessageContaining("--models");
  }
}
