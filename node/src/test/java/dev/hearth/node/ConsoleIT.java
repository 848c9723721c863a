package dev.hearth.node;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.FilePayload;
import dev.hearth.inference.TinyModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person does in the console, in a real browser against a real node. */
class ConsoleIT {
  @TempDir static Path data;
  private static Chromium chromium;
  private static TestNode node;

  @BeforeAll
  static void start() {
    chromium = Chromium.start();
    node = TestNode.start(data);
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
      node.close();
    }
  }

  private static String sumManifest(String name, String more) throws IOException {
    Path file = data.resolve(name + ".onnx");
    Files.write(file, TinyModel.arithmetic(2).bytes());
    return "kind: Model\nname: " + name + "\nfrom: file:" + file + "\n" + more;
  }

  private static void deployed(String name, String manifest) {
    var answer = node.deploy(name, manifest);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void aModelDeployedInThePageAnswersAndIsSeenGoingBackToSleep() throws IOException {
    try (ConsolePage console = chromium.desk(node.uri()).open("deploy")) {
      console.field("Manifest").fill(sumManifest("adder", "scale: {min: 0, zero-after: 2s}\n"));
      console.button("Deploy").click();
      assertThat(console.find(".outcome h2")).hasText("Deployed");

      console.link("Try it").click();
      console.field("Body of the request").fill(TestNode.SUM);
      console.button("Send").click();
      assertThat(console.find(".reply")).containsText("sum");
      assertThat(console.find(".reply details pre")).containsText("6.5");

      console.tab("Now").click();
      assertThat(console.find(".chart .span.idle, .chart .span.busy").first()).isVisible();
      assertThat(console.find("h1 .state")).hasText("asleep");
      assertThat(console.find(".chart .end.gone")).hasCount(1);
      assertThat(console.find(".tile").first()).containsText("costs nothing");
    }
  }

  @Test
  void sentencesAreComparedInThePage() throws IOException {
    deployed("minilm", TestNode.minilm());
    try (ConsolePage console = chromium.desk(node.uri()).open("d/model/minilm/try")) {
      console
          .field("One text a line, each a row of the batch")
          .fill("A cat sleeps.\nA kitten naps.\nThe bank raised interest rates.");
      console.press("Control+Enter");
      Locator cells = console.find(".likeness td");
      assertThat(cells).hasCount(9);
      double alike = Double.parseDouble(cells.nth(1).innerText());
      double unlike = Double.parseDouble(cells.nth(2).innerText());
      assertThat(alike).isGreaterThan(unlike + 0.2);
    }
  }

  @Test
  void aPictureIsSentAsItIsAndItsScoresAreDrawn() throws IOException {
    deployed("angle", new String(Training.resource("angle.yaml"), StandardCharsets.UTF_8));
    byte[] upright = Lettering.png(Lettering.strip("HEARTH"));
    try (ConsolePage console = chromium.desk(node.uri()).open("d/model/angle/try")) {
      console
          .find(".drop input[type=file]")
          .setInputFiles(new FilePayload("hearth.png", "image/png", upright));
      assertThat(console.find(".previews img")).hasCount(1);
      console.button("Send").click();
      assertThat(console.find(".bar-line").first().locator("span").first()).hasText("0");
      double sure = Double.parseDouble(console.find(".bar-line .number").first().innerText());
      assertThat(sure).isGreaterThan(0.8);
    }
  }

  @Test
  void aFunctionWrittenInThePageRunsAndItsLogIsRead() {
    assumeTrue(
        node.json(node.get("/admin/v1/sandboxes"))
            .path("sandboxes")
            .valueStream()
            .anyMatch(
                s ->
                    s.path("name").asString().equals("process") && s.path("available").asBoolean()),
        "needs the sandbox 'process': root and runc");
    try (ConsolePage console = chromium.desk(node.uri()).open("deploy")) {
      console.button("A function, written here").click();
      console.field("Name").fill("greeter");
      console.button("Deploy").click();
      assertThat(console.find(".outcome h2")).hasText("Deployed");

      console.link("Try it").click();
      console.field("Payload").fill("{\"name\": \"<b>Ada</b>\"}");
      console.button("Send").click();
      assertThat(console.find(".reply pre").first()).containsText("\"hello\": \"<b>Ada</b>\"");

      console.tab("Logs").click();
      assertThat(console.find(".loglines")).containsText("asked by <b>Ada</b>");
      assertThat(console.find("main b")).hasCount(0);
    }
  }

  @Test
  void trafficIsSharedOutBetweenTwoVersions() throws IOException {
    deployed("shared", sumManifest("shared", ""));
    deployed("shared", sumManifest("shared", "traffic: 10%\n"));
    try (ConsolePage console = chromium.desk(node.uri()).open("d/model/shared/traffic")) {
      assertThat(console.find(".share output").nth(0)).hasText("90 %");
      console.find(".share input").nth(0).fill("40");
      assertThat(console.find(".share output").nth(1)).hasText("60 %");
      console.button("Share out").click();
      assertThat(console.find(".note.good")).containsText("version 2 60 %");
      assertThat(node.json(node.get("/admin/v1/models/shared/traffic")).path("2").asInt())
          .isEqualTo(60);
      assertThat(console.find(".meter.large"))
          .hasAttribute("aria-label", "version 1: 40 %, version 2: 60 %");
    }
  }

  @Test
  void policiesAreShownWithWhatTheyLastAnsweredAndWhy() throws IOException {
    deployed("asked", sumManifest("asked", ""));
    node.send("POST", "/v2/models/asked/infer", TestNode.SUM).join();
    try (ConsolePage console = chromium.desk(node.uri()).open("d/model/asked")) {
      Locator scaling =
          console.find(".offices tr").filter(new Locator.FilterOptions().setHasText("kpa"));
      assertThat(scaling.locator("strong")).hasText(Pattern.compile("\\S+"));
      assertThat(scaling.locator(".why")).hasText(Pattern.compile("\\d"));

      console.open("decisions");
      assertThat(console.find(".decisions li").first()).isVisible();
    }
  }

  @Test
  void aReportOfTheSimulatorOpensInThePageAndCanReachNothing() {
    assumeTrue(node.get("/admin/v1/reports").statusCode() == 200, "this node keeps no reports");
    String report =
        "<!doctype html><h1>Compared</h1><p id=out></p><script>try { out.textContent ="
            + " parent.document.title } catch (e) { out.textContent = 'alone' }</script>";
    try (ConsolePage console = chromium.desk(node.uri()).open("reports")) {
      console
          .find("input[type=file]")
          .setInputFiles(
              new FilePayload(
                  "compared.html", "text/html", report.getBytes(StandardCharsets.UTF_8)));
      console.link("compared").click();
      assertThat(console.page.frameLocator("iframe").locator("h1")).hasText("Compared");
      assertThat(console.page.frameLocator("iframe").locator("#out")).hasText("alone");
    }
  }

  @Test
  void anInvocationIsExplained() throws IOException {
    deployed("explained", sumManifest("explained", ""));
    try (ConsolePage console = chromium.desk(node.uri()).open("d/model/explained/try")) {
      console.field("Body of the request").fill(TestNode.SUM);
      console.button("Send").click();
      console.link("Where the time went").click();
      assertThat(console.find(".waterfall li").first()).isVisible();
      assertThat(console.find(".sum")).containsText("answered");
    }
  }
}
