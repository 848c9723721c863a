package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flight recording of a running node, from the request to the events in its file. */
class RecordingsIT {
  private static final String RECORDINGS = "/admin/v1/recordings";

  @TempDir Path directory;
  private TestNode node;

  @BeforeEach
  void start() {
    node = TestNode.start(directory.resolve("data"));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private int record(int seconds) {
    var response = node.send("POST", RECORDINGS, "{\"seconds\":" + seconds + "}").join();
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return node.json(response).path("id").asInt();
  }

  private String state(int id) {
    return node.json(node.get(RECORDINGS + "/" + id)).path("state").asString();
  }

  private List<RecordedEvent> events(int id) throws IOException {
    Path file = directory.resolve("brought.jfr");
    try (var from = node.uri().resolve(RECORDINGS + "/" + id + "/file").toURL().openStream()) {
      Files.copy(from, file);
    }
    return RecordingFile.readAllEvents(file);
  }

  @Test
  void holdsTheKernelsDecisionsWithWhoTookThemAndWhy() throws IOException {
    int id = record(2);
    node.deploySum("");
    assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
    assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
    TestNode.eventually("the recording is done", () -> state(id).equals("done"));

    var events = events(id);

    var kinds = new TreeSet<String>();
    events.forEach(event -> kinds.add(event.getEventType().getName()));
    assertThat(kinds)
        .contains("dev.hearth.Admission", "dev.hearth.KeepAlive", "dev.hearth.InstanceState")
        .contains("dev.hearth.Batch", "dev.hearth.Scaling", "dev.hearth.Placement");
    var kept =
        events.stream()
            .filter(event -> event.getEventType().getName().equals("dev.hearth.KeepAlive"))
            .findFirst()
            .orElseThrow();
    assertThat(kept.getString("function")).contains("sum");
    assertThat(kept.getString("policy")).isEqualTo("fixed");
    assertThat(kept.getString("why")).contains("30 s");
  }

  @Test
  void neverHoldsTheEnvironmentOrACommandLine() throws IOException {
    int id = record(1);
    TestNode.eventually("the recording is done", () -> state(id).equals("done"));

    assertThat(events(id))
        .isNotEmpty()
        .noneMatch(
            event ->
                List.of(
                        "jdk.InitialEnvironmentVariable",
                        "jdk.InitialSystemProperty",
                        "jdk.JVMInformation",
                        "jdk.SystemProcess")
                    .contains(event.getEventType().getName()));
  }

  @Test
  void onlyOneGoesOnAtATime() {
    int id = record(600);

    assertThat(node.send("POST", RECORDINGS, "").join().statusCode()).isEqualTo(409);
    assertThat(node.get(RECORDINGS + "/" + id + "/file").statusCode()).isEqualTo(409);

    assertThat(node.send("DELETE", RECORDINGS + "/" + id, "").join().statusCode()).isEqualTo(200);
    assertThat(node.get(RECORDINGS + "/" + id).statusCode()).isEqualTo(404);
    assertThat(record(600)).isGreaterThan(id);
  }

  @Test
  void aRequestThatIsNoneIsToldWhatToSend() {
    for (String body :
        List.of("{\"seconds\":0}", "{\"seconds\":601}", "{\"second\":1}", "7", "{")) {
      var response = node.send("POST", RECORDINGS, body).join();
      assertThat(response.statusCode()).as(body).isEqualTo(400);
      assertThat(node.json(response).path("error").asString()).as(body).contains("seconds");
    }
    assertThat(node.get(RECORDINGS + "/x").statusCode()).isEqualTo(400);
    assertThat(node.get(RECORDINGS + "/7").statusCode()).isEqualTo(404);
  }

  @Test
  void theLastFewAreKept() {
    for (int i = 0; i < 6; i++) {
      int id = record(1);
      TestNode.eventually("the recording is done", () -> state(id).equals("done"));
    }

    assertThat(node.json(node.get(RECORDINGS)).path("recordings")).hasSize(4);
    assertThat(directory.resolve("data").resolve("recordings"))
        .isDirectoryContaining("glob:**6.jfr");
    assertThat(node.get(RECORDINGS + "/1").statusCode()).isEqualTo(404);
  }
}
