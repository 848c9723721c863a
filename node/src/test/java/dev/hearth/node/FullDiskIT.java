package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.inference.TinyModel;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose small disk is really full. */
class FullDiskIT {
  private static final int MEGABYTE_OF_FLOATS = 1 << 18;
  private static final int MORE_THAN_FIT = 12;

  @TempDir Path directory;
  private Path disk;

  @BeforeEach
  void mount() throws IOException {
    disk = Files.createDirectory(directory.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=6m", "hearth-test", disk.toString()),
        "a small file system can be mounted here by root only, and not in every container");
  }

  @AfterEach
  void unmount() {
    run("umount", disk.toString());
  }

  private static boolean run(String... command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true);
      process.redirectOutput(ProcessBuilder.Redirect.DISCARD);
      return process.start().waitFor() == 0;
    } catch (IOException | InterruptedException _) {
      return false;
    }
  }

  @Test
  void aFullDiskRefusesWritesAndNothingElse() throws IOException {
    Path data = disk.resolve("data");
    List<String> deployed = new ArrayList<>();
    try (TestNode node = TestNode.startWithJournal(data, disk.resolve("journal"));
        Bystander bystander = steady(node)) {
      String refused = deployUntilRefused(node, deployed);
      assertThat(refused).contains("full-", "free some space");
      HttpResponse<String> small = deployOnFullDisk(node);
      assertThat(small.statusCode()).as(small.body()).isEqualTo(507);
      assertThat(node.json(small).get("error").asString()).contains("free some space");
      assertThat(node.get("/v2/models/small").statusCode()).isEqualTo(404);
      bystander.requireNextAnswer();

      Files.delete(filler());
      assertThat(deploy(node, "small", 1).statusCode()).isEqualTo(200);
      bystander.requireNextAnswer();
    }
    deployed.add("small");
    answerAfterARestart(data, deployed);
  }

  @Test
  void whatFillsTheDiskCanBeRemovedAndMakesRoom() throws IOException {
    Path data = disk.resolve("data");
    List<String> deployed = new ArrayList<>();
    try (TestNode node = TestNode.startWithJournal(data, disk.resolve("journal"));
        Bystander bystander = steady(node)) {
      deployUntilRefused(node, deployed);
      fill();
      String gone = deployed.removeFirst();
      var removed = node.send("DELETE", "/admin/v1/models/" + gone, "").join();
      assertThat(removed.statusCode()).as(removed.body()).isEqualTo(200);
      TestNode.eventually(
          "there is room for another", () -> deploy(node, "again", 200_000).statusCode() == 200);
      bystander.requireNextAnswer();
    }
    deployed.add("again");
    answerAfterARestart(data, deployed);
  }

  /** While nothing can be written a node starts, serves what it has, and lets go of it. */
  @Test
  void aNodeStartsOnAFullDisk() throws IOException {
    Path data = disk.resolve("data");
    List<String> deployed = new ArrayList<>();
    try (TestNode node = TestNode.start(data)) {
      deployUntilRefused(node, deployed);
    }
    fill();
    answerAfterARestart(data, deployed);
    try (TestNode node = TestNode.start(data)) {
      var removed = node.send("DELETE", "/admin/v1/models/" + deployed.getFirst(), "").join();
      assertThat(removed.statusCode()).as(removed.body()).isEqualTo(200);
    }
  }

  private Bystander steady(TestNode node) {
    Path file = TinyModel.arithmetic(2).write(directory.resolve("steady.onnx"));
    String manifest = "kind: Model\nname: steady\nfrom: file:" + file + "\n";
    assertThat(node.deploy("steady", manifest).statusCode()).isEqualTo(200);
    return new Bystander(node, "steady");
  }

  private String deployUntilRefused(TestNode node, List<String> deployed) {
    for (int i = 0; i < MORE_THAN_FIT; i++) {
      String name = "full-" + i;
      HttpResponse<String> answer = deploy(node, name, MEGABYTE_OF_FLOATS + i);
      if (answer.statusCode() != 200) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(507);
        assertThat(deployed).isNotEmpty();
        return node.json(answer).get("error").asString();
      }
      deployed.add(name);
    }
    throw new AssertionError("the disk does not fill up");
  }

  private HttpResponse<String> deploy(TestNode node, String name, int floats) {
    TinyModel model = TinyModel.lookup(answer(name)).floats("padding", new float[floats]);
    Path file = model.write(directory.resolve(name + ".onnx"));
    return node.deploy(name, "kind: Model\nname: %s\nfrom: file:%s\n".formatted(name, file));
  }

  private static int answer(String model) {
    return Math.floorMod(model.hashCode(), 1_000);
  }

  /** Containers that are made in advance may free a little room meanwhile; then once more. */
  private HttpResponse<String> deployOnFullDisk(TestNode node) throws IOException {
    for (int tries = 0; tries < 10; tries++) {
      fill();
      HttpResponse<String> answer = deploy(node, "small", 1);
      if (answer.statusCode() != 200) {
        return answer;
      }
      node.send("DELETE", "/admin/v1/models/small", "").join();
    }
    throw new AssertionError("there is always room for another model");
  }

  /** Writes until not a byte more fits. */
  private void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(filler())) {
      for (int size = 1 << 16; size > 0; size /= 2) {
        writeAll(out, size);
      }
    }
  }

  private Path filler() {
    return disk.resolve("filler");
  }

  private static void writeAll(OutputStream out, int size) {
    try {
      while (true) {
        out.write(new byte[size]);
      }
    } catch (IOException _) {
      return; // full
    }
  }

  private void answerAfterARestart(Path data, List<String> deployed) {
    String zero =
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\"INT64\",\"data\":[0]}]}";
    try (TestNode node = TestNode.start(data)) {
      for (String name : deployed) {
        var answer = node.send("POST", "/v2/models/" + name + "/infer", zero).join();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        double value = node.json(answer).get("outputs").get(0).get("data").get(0).asDouble();
        assertThat(value).isEqualTo(answer(name));
      }
      var models = node.json(node.get("/admin/v1/models")).get("models");
      assertThat(models.toString()).contains(deployed);
    }
  }
}
