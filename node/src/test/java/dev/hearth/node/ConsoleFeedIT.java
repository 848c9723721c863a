package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.policies.Registry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the console hears of a node that works. */
@Timeout(240)
class ConsoleFeedIT {
  @TempDir Path data;

  private static List<String> happened(TestFeed feed) {
    return feed.moments().stream().map(each -> each.get("what").asString()).toList();
  }

  @Test
  void aModelIsSeenComingWakingWorkingAndGoing() throws IOException {
    try (var node = TestNode.start(data);
        var feed = TestFeed.of(node)) {
      JsonNode first = feed.next().data();
      assertThat(first.get("deployments").size()).isZero();
      assertThat(first.get("node").get("address").asString()).isEqualTo(node.uri().toString());

      node.deploySum("scale: {min: 0, zero-after: 100ms}\n");
      JsonNode asleep = feed.deployment("model/sum", each -> true);
      assertThat(asleep.get("state").asString()).isEqualTo("asleep");
      assertThat(asleep.get("versions").get(0).get("share").asInt()).isEqualTo(100);

      assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
      JsonNode answered =
          feed.deployment("model/sum", each -> each.get("totals").get("answered").asInt() == 1);
      assertThat(answered.get("totals").get("coldStarts").asInt()).isEqualTo(1);
      assertThat(answered.get("lastMinute").get("requests").asInt()).isEqualTo(1);
      assertThat(answered.get("lastMinute").get("p50Ms").asDouble()).isPositive();

      JsonNode again =
          feed.deployment(
              "model/sum",
              each ->
                  each.get("state").asString().equals("asleep")
                      && each.get("memoryBytes").asLong() == 0);
      assertThat(again.get("cost").get("gbSeconds").asDouble()).isPositive();
      assertThat(again.get("cost").get("amount").asDouble()).isPositive();
      assertThat(happened(feed))
          .containsExactly("starting", "ready", "busy", "idle", "stopping", "gone");

      node.send("DELETE", "/admin/v1/models/sum", "").join();
      JsonNode removed = feed.until(change -> change.get("removed").size() > 0);
      assertThat(removed.get("removed").get(0).asString()).isEqualTo("model/sum");
    }
  }

  @Test
  void policiesSayWhatTheyAnsweredAndWhy() throws IOException {
    try (var node = TestNode.start(data);
        var feed = TestFeed.of(node)) {
      node.deploySum("scale: {min: 0, zero-after: 1h}\n");
      node.infer(TestNode.SUM);
      feed.deployment("model/sum", each -> each.get("totals").get("answered").asInt() == 1);

      JsonNode shown = node.json(node.get("/admin/v1/deployments/model/sum"));
      JsonNode decisions = shown.get("decisions");
      assertThat(decisions.get("SCALING").get("answer").asString()).isEqualTo("1 instance");
      assertThat(decisions.get("ADMISSION").get("answer").asString()).isEqualTo("accepted");
      assertThat(decisions.get("QUEUE").get("answer").asString()).isEqualTo("run 1 row");
      assertThat(decisions.get("SCALING").get("policy").asString())
          .isEqualTo(shown.get("deployment").get("policies").get("SCALING").asString());
      assertThat(shown.get("instances").size()).isEqualTo(1);
      assertThat(feed.decisions())
          .anySatisfy(each -> assertThat(each.get("role").asString()).isEqualTo("SCALING"));
    }
  }

  @Test
  void whatWentWrongIsLogged() throws IOException {
    try (var node = TestNode.start(data);
        var feed = TestFeed.of(node)) {
      node.deploySum("");
      node.infer(TestNode.SUM, "X-Request-Timeout", "0.000001");

      feed.deployment("model/sum", each -> each.get("totals").get("timedOut").asInt() == 1);
      JsonNode log = node.json(node.get("/admin/v1/logs/model/sum"));
      assertThat(log.get("lines").get(0).get("text").asString())
          .isEqualTo("served: version 1 with 100 %");
      assertThat(log.get("lines").valueStream().map(each -> each.get("text").asString()))
          .contains("a request ran out of time");
    }
  }

  @Test
  void whoComesLaterSeesWhatWas() throws IOException {
    try (var node = TestNode.start(data)) {
      node.deploySum("scale: {min: 0, zero-after: 1h}\n");
      node.infer(TestNode.SUM);

      try (var feed = TestFeed.of(node)) {
        TestFeed.Event first = feed.next();
        assertThat(first.name()).isEqualTo("snapshot");
        assertThat(first.data().get("node").get("anonymous").asBoolean()).isTrue();
        assertThat(first.data().get("deployments").size()).isEqualTo(1);
        assertThat(first.data().get("instances").size()).isEqualTo(1);
        assertThat(first.data().get("decisions").size()).isPositive();
        assertThat(happened(feed)).startsWith("starting", "ready", "busy");
      }
    }
  }

  @Test
  void aNodeThatStopsLetsGoOfThoseWhoWatch() {
    var node = TestNode.start(data);
    try (var feed = TestFeed.of(node)) {
      feed.next();
      node.close();

      assertThat(feed.ends()).isTrue();
    }
  }

  @Test
  void onlySoManyMayWatch() {
    var config =
        NodeConfig.parse("console: {watchers: 2}", new Registry()).withPort(0).withData(data);
    try (var node = TestNode.start(config);
        var first = TestFeed.of(node);
        var second = TestFeed.of(node)) {
      first.next();
      second.next();
      HttpResponse<String> refused = node.get("/admin/v1/feed");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body()).contains("2 watch already", "console.watchers");
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();

      first.leave();
      TestNode.eventually(
          "room for one more",
          () -> {
            try (var more = TestFeed.of(node)) {
              return more.response().statusCode() == 200;
            }
          });
    }
  }

  @Test
  void anIntervalOutOfBoundsIsRefusedWithWhatIsAllowed() {
    try (var node = TestNode.start(data)) {
      HttpResponse<String> refused = node.get("/admin/v1/feed?interval=1");

      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("interval", "100 to 5000", "'1'");
    }
  }

  @Test
  void aReportIsKeptAndShownWithoutAnOrigin() {
    try (var node = TestNode.start(data)) {
      String page = "<!doctype html><script>document.title = 'x'</script>";
      assertThat(node.send("PUT", "/admin/v1/reports/first", page).join().statusCode())
          .isEqualTo(200);

      HttpResponse<String> shown = node.get("/admin/v1/reports/first");
      assertThat(shown.body()).isEqualTo(page);
      assertThat(shown.headers().firstValue("Content-Security-Policy").orElseThrow())
          .startsWith("sandbox allow-scripts;")
          .doesNotContain("allow-same-origin");
      JsonNode all = node.json(node.get("/admin/v1/reports"));
      assertThat(all.get("reports").get(0).get("name").asString()).isEqualTo("first");
      assertThat(all.get("reports").get(0).get("bytes").asInt()).isEqualTo(page.length());

      assertThat(node.send("DELETE", "/admin/v1/reports/first", "").join().statusCode())
          .isEqualTo(200);
      assertThat(node.get("/admin/v1/reports/first").statusCode()).isEqualTo(404);
      assertThat(node.send("PUT", "/admin/v1/reports/..%2fescape", page).join().statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void reportsAreBounded() {
    var config =
        NodeConfig.parse("console: {reports: 1, report-size: 1KiB}", new Registry())
            .withPort(0)
            .withData(data);
    try (var node = TestNode.start(config)) {
      assertThat(node.send("PUT", "/admin/v1/reports/long", "x".repeat(1_025)).join().statusCode())
          .isEqualTo(413);
      assertThat(node.send("PUT", "/admin/v1/reports/one", "1").join().statusCode()).isEqualTo(200);
      assertThat(node.send("PUT", "/admin/v1/reports/one", "2").join().statusCode()).isEqualTo(200);
      HttpResponse<String> refused = node.send("PUT", "/admin/v1/reports/two", "1").join();
      assertThat(refused.statusCode()).isEqualTo(409);
      assertThat(refused.body()).contains("console.reports");
    }
  }
}
