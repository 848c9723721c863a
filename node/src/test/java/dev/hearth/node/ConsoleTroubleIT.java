package dev.hearth.node;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import dev.hearth.inference.TinyModel;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the console says when something is wrong. */
class ConsoleTroubleIT {
  @TempDir static Path data;
  private static Chromium chromium;

  @BeforeAll
  static void start() {
    chromium = Chromium.start();
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @Test
  void aManifestThatIsNoGoodIsRefusedWithItsLine() {
    try (var node = TestNode.start(data.resolve("manifest"));
        ConsolePage console = chromium.desk(node.uri()).open("deploy")) {
      console.field("Manifest").fill("kind: Model\nname: bad\nfron: file:/nowhere\n");
      console.button("Deploy").click();
      assertThat(console.find(".note.bad")).containsText("did you mean 'from'?");
      assertThat(console.find(".gutter .wrong")).hasText("3");

      console.field("Manifest").fill("name: bad\n");
      console.button("Deploy").click();
      assertThat(console.find(".note.bad")).containsText("has no kind");

      console.field("Manifest").fill("kind: Model\nname: bad\nfrom: file:/nowhere.onnx\n");
      console.button("Deploy").click();
      assertThat(console.find(".note.bad")).containsText("/nowhere.onnx");
      assertThat(node.json(node.get("/admin/v1/models")).path("models")).isEmpty();
      console.shot("refused");
    }
  }

  @Test
  void aRequestThatIsRefusedSaysWhyAndTheNextOneIsAnswered() throws IOException {
    try (var node = TestNode.start(data.resolve("request"));
        ConsolePage console = chromium.desk(node.uri())) {
      assertThat(node.deploySum("").statusCode()).isEqualTo(200);
      console.open("d/model/sum/try");
      console.field("Body of the request").fill("{\"inputs\": [}");
      console.button("Send").click();
      assertThat(console.find(".reply .note.bad")).isVisible();

      console.field("Body of the request").fill(TestNode.SUM);
      console.button("Send").click();
      assertThat(console.find(".reply h3").first()).containsText("sum");
      assertThat(console.find(".reply .note.bad")).hasCount(0);
    }
  }

  @Test
  void aModelThatCannotBeLoadedIsShownAsFailingWithItsReason() throws IOException {
    try (var node = TestNode.start(data.resolve("broken"));
        ConsolePage console = chromium.desk(node.uri())) {
      assertThat(node.deploySum("").statusCode()).isEqualTo(200);
      spoil(data.resolve("broken"));
      assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(503);
      console.open("");
      assertThat(console.find("#row-0 .state.failing")).isVisible();
      console.button("Failing 1").click();
      console.find("#row-0 a").click();
      assertThat(console.find("main > .note.bad")).isVisible();
    }
  }

  /** Overwrites each kept model, as a failing disk would. */
  private static void spoil(Path directory) throws IOException {
    byte[] model = TinyModel.arithmetic(2).bytes();
    try (var files = Files.walk(directory.resolve("models"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.size(file) == model.length) {
          Files.write(file, new byte[model.length]);
        }
      }
    }
  }

  @Test
  void aNodeThatGoesAwayIsToldOfAndFoundAgain() throws IOException {
    Path directory = data.resolve("gone");
    TestNode first = TestNode.start(directory);
    URI uri = first.uri();
    try (ConsolePage console = chromium.desk(uri)) {
      assertThat(first.deploySum("").statusCode()).isEqualTo(200);
      console.open("");
      assertThat(console.find(".link")).hasText("Live");
      first.close();
      assertThat(console.find(".banner")).containsText("What you see is what it last told");
      assertThat(console.find("#row-0")).containsText("sum");

      try (var second = TestNode.start(TestNode.config(directory).withPort(uri.getPort()))) {
        console.button("Try now").click();
        assertThat(console.find(".link")).hasText("Live");
        assertThat(console.find(".banner")).hasCount(0);
        assertThat(second.deploy("other", manifest(directory)).statusCode()).isEqualTo(200);
        assertThat(console.find(".line").getByText("other")).isVisible();
      }
    }
  }

  private static String manifest(Path directory) {
    return "kind: Model\nname: other\nfrom: file:" + directory.resolve("sum.onnx");
  }

  @Test
  void whatIsRemovedElsewhereGoesFromThePage() throws IOException {
    try (var node = TestNode.start(data.resolve("removed"));
        ConsolePage console = chromium.desk(node.uri())) {
      assertThat(node.deploySum("").statusCode()).isEqualTo(200);
      console.open("d/model/sum");
      assertThat(console.find("h1")).containsText("sum");
      node.send("DELETE", "/admin/v1/models/sum", "").join();
      assertThat(console.heading("There is no model “sum”")).isVisible();
      console.link("All deployments").click();
      assertThat(console.heading("Nothing is deployed yet")).isVisible();
    }
  }

  @Test
  void aKeyIsAskedForSentAlongAndKeptInTheTabOnly() throws IOException {
    try (var node = TestNode.start(data.resolve("key"));
        ConsolePage console = chromium.desk(node.uri())) {
      console.page.route(
          Pattern.compile(".*/(admin|v2)/.*"), route -> letInWith("Bearer sesame", route));
      console.open("deploy").open("");
      assertThat(console.heading("This node wants a key")).isVisible();
      console.isAccessible("the question for a key");
      console.field("Key").fill("wrong");
      console.press("Enter");
      assertThat(console.find("#key")).containsText("The key was refused.");
      console.field("Key").fill("sesame");
      console.button("Use it").click();

      assertThat(console.find(".link")).hasText("Live");
      assertThat(console.find("#key")).hasCount(0);
      assertThat((String) console.page.evaluate("JSON.stringify({...localStorage})"))
          .doesNotContain("sesame");
      console.page.reload();
      assertThat(console.find(".link")).hasText("Live");
      assertThat(console.page.content()).doesNotContain("sesame");
    }
  }

  /** What a node with keys does, without one. */
  private static void letInWith(String credentials, Route route) {
    if (credentials.equals(route.request().headers().get("authorization"))) {
      route.resume();
    } else {
      route.fulfill(
          new Route.FulfillOptions()
              .setStatus(401)
              .setContentType("application/json")
              .setBody("{\"error\": \"a key is needed here; send it as a bearer token\"}"));
    }
  }
}
