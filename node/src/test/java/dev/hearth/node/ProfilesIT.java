package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Profile;
import dev.hearth.kernel.ProfileTable;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What is known of how long runs take: measured, sent, kept, asked for and held against objectives.
 */
class ProfilesIT {
  private static final String PROFILE = "/admin/v1/models/sum/profile";
  private static final String FEW =
      "{\"batches\": [1, 4], \"threads\": [1], \"contention\": false}";
  private static final String SLOW = "sum 1 0 1 40\nsum 1 0 4 80\nsum 2 0 1 25\n";

  @TempDir Path data;

  private static void ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void aModelIsMeasuredAndTheTableReadsBack() throws IOException {
    try (TestNode node = TestNode.start(data)) {
      ok(node.deploySum(""));
      HttpResponse<String> lines =
          node.send("POST", PROFILE, FEW, "Accept", "application/x-ndjson").join();
      ok(lines);
      assertThat(lines.body().lines())
          .hasSize(3)
          .last()
          .asString()
          .startsWith("{\"event\":\"profiled\"");
      JsonNode profile = node.json(node.get(PROFILE));
      assertThat(profile.path("points").size()).isEqualTo(2);
      assertThat(profile.path("note").asString()).contains("requests of other models");
      var table = ProfileTable.parse(node.get("/admin/v1/profiles").body().lines().toList(), 1e9);
      assertThat(table.getOrDefault("sum", Profile.NONE).points()).hasSize(2);
    }
  }

  @Test
  void aModelIsComposedOfItsOperatorsAtRowsThatWereNotProfiled() throws IOException {
    try (TestNode node = TestNode.start(data)) {
      ok(node.deploySum(""));
      String asked = "{\"batches\": [1, 2, 8, 16], \"threads\": [1], \"composed\": true}";
      ok(node.send("POST", PROFILE, asked).join());
      JsonNode points = node.json(node.get(PROFILE)).path("points");
      assertThat(points.size()).isEqualTo(4);
      points.forEach(point -> assertThat(point.path("source").asString()).isEqualTo("composed"));
    }
    assertThat(data.resolve("profiles").resolve("operators.txt")).content().contains("Mul\t");
  }

  @Test
  void betweenPointsIsSaidToBeInterpolatedAndBeyondThemIsNotAnswered() throws IOException {
    try (TestNode node = TestNode.start(data)) {
      ok(node.deploySum(""));
      assertThat(node.get(PROFILE + "?rows=2").statusCode()).isEqualTo(404);
      ok(node.send("PUT", PROFILE, SLOW).join());
      JsonNode between = node.json(node.get(PROFILE + "?cpu=1&rows=2"));
      assertThat(between.path("source").asString()).isEqualTo("interpolated");
      assertThat(between.path("nanos").asLong()).isEqualTo(53_333_333);
      HttpResponse<String> beyond = node.get(PROFILE + "?cpu=1&rows=5");
      assertThat(beyond.statusCode()).isEqualTo(404);
      assertThat(beyond.body()).contains("outside of what is known");
    }
  }

  @Test
  void aProfileOutlivesARestartAndARedeployment() throws IOException {
    try (TestNode node = TestNode.start(data)) {
      ok(node.deploySum(""));
      ok(node.send("PUT", PROFILE, SLOW).join());
      node.node.drain();
    }
    try (TestNode node = TestNode.start(data)) {
      assertThat(node.json(node.get(PROFILE)).path("points").size()).isEqualTo(3);
      ok(node.deploySum("limits: {queue: 7}\n"));
      assertThat(node.json(node.get(PROFILE)).path("version").asString()).isEqualTo("2");
    }
  }

  @Test
  void anObjectiveNoConfigurationMeetsIsRefusedWithTheBestOne() throws IOException {
    try (TestNode node = TestNode.start(data)) {
      ok(node.deploySum("objective: {latency: 1ms}\n"));
      ok(node.send("PUT", PROFILE, SLOW).join());
      HttpResponse<String> refused = node.deploySum("objective: {latency: 30ms}\n");
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("objective of 30 ms", "40 ms a run", "1.0 cores, 1 row");
      assertThat(node.json(node.get("/admin/v1/models/sum")).path("version").asString())
          .isEqualTo("1");
      ok(node.deploySum("objective: {latency: 30ms}\nresources: {cpu: 2}\n"));
      ok(node.deploySum("objective: {latency: 41ms}\n"));
      ok(node.send("DELETE", PROFILE, "").join());
      ok(node.deploySum("objective: {latency: 30ms}\n"));
    }
  }

  @Test
  void anotherProfileKeepsTheInstances() throws IOException {
    try (TestNode node = TestNode.start(data)) {
      ok(node.deploySum(""));
      ok(node.infer(TestNode.SUM));
      ok(node.send("PUT", PROFILE, SLOW).join());
      ok(node.infer(TestNode.SUM));
      assertThat(node.get("/metrics").body())
          .contains("hearth_cold_start_seconds_count{model=\"sum\",version=\"1\"} 1");
    }
  }

  @Test
  void whatIsWrongIsSaid() throws IOException {
    try (TestNode node = TestNode.start(data)) {
      ok(node.deploySum(""));
      refused(node.send("POST", PROFILE, "{\"batches\": [99]}").join(), "at most 16 rows");
      refused(node.send("POST", PROFILE, "{\"threads\": [4096]}").join(), "this machine has");
      refused(node.send("POST", PROFILE, "{\"batch\": [1]}").join(), "'batch' is not known");
      refused(node.send("POST", PROFILE, "{\"batches\": \"x\"}").join(), "a list");
      refused(node.send("POST", PROFILE, "{\"shapes\": {\"z\": [1]}}").join(), "no input 'z'");
      refused(node.send("PUT", PROFILE, "other 1 0 1 5\n").join(), "no line of 'sum'");
      refused(node.send("PUT", PROFILE, "sum 1 0 1\n").join(), "line 1");
      assertThat(node.get(PROFILE).statusCode()).isEqualTo(404);
      assertThat(node.send("POST", "/admin/v1/models/no/profile", "").join().statusCode())
          .isEqualTo(404);
    }
  }

  private static void refused(HttpResponse<String> answer, String why) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains(why);
  }

  @Test
  void profilesOfALaterVersionStopTheNodeFromStarting() throws IOException {
    Path file = data.resolve("profiles").resolve("models.txt");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "hearth-profiles 9\nend\n");
    assertThat(startFailure()).contains("version 9");
    Files.delete(file);
    TestNode.start(data).close();
  }

  private String startFailure() {
    try (TestNode node = TestNode.start(data)) {
      return "it started at " + node.uri();
    } catch (ConfigurationException e) {
      return e.text();
    }
  }
}
