package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.FakeServer.Reply;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TopCommandTest {
  private static final String METRICS =
      """
      hearth_requests_total{model="m",version="1",outcome="answered"} 5.0
      hearth_instances{model="m",version="1",state="idle"} 2.0
      """;

  private final Console console = new Console();

  @Test
  void onceShowsOneSampleAsText() throws IOException {
    try (var node = new FakeServer(METRICS, number -> new Reply(500, ""))) {
      assertThat(console.run("top", "--once", "--interval", "0.05", "--server", node.url()))
          .isZero();
      assertThat(console.said().lines()).hasSize(3);
      assertThat(console.said()).contains("1 versions, 2 instances").contains("2 idle");
    }
  }

  @Test
  void scriptsGetOneObject() throws IOException {
    try (var node = new FakeServer(METRICS, number -> new Reply(500, ""))) {
      console.run(
          "top", "--once", "--interval", "0.05", "--output", "json", "--server", node.url());
      var model = JsonMapper.shared().readTree(console.said()).path("models").get(0);

      assertThat(model.path("name").asString()).isEqualTo("m");
      assertThat(model.path("instances").path("idle").asInt()).isEqualTo(2);
      assertThat(model.path("answeredPerSecond").asDouble()).isZero();
    }
  }

  @Test
  void aNodeThatDoesNotAnswerIsNamedWithTheRemedy() throws IOException {
    var node = new FakeServer(METRICS, number -> new Reply(500, ""));
    node.close();

    assertThat(console.run("top", "--once", "--server", node.url())).isEqualTo(3);
    assertThat(console.complained()).contains("no node answers");
  }

  @Test
  void anIntervalOfNothingIsRefused() {
    assertThat(console.run("top", "--interval", "0")).isEqualTo(2);
    assertThat(console.complained()).contains("--interval 0.0");
  }
}
