package dev.hearth.node;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.sun.net.httpserver.HttpServer;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.TinyModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever can name something tries to run in the console, and a page of another to command it. */
class ConsoleAttackIT {
  private static final String MARKUP = "<img src=x onerror=\"window.owned=1\">";

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

  private static void nothingRan(ConsolePage console) {
    assertThat(console.page.evaluate("() => window.owned === undefined")).isEqualTo(true);
    assertThat(console.find("img[src=x]")).hasCount(0);
  }

  /** A model whose tensors are named so. */
  private static String evil() throws IOException {
    byte[] model =
        new TinyModel()
            .input(MARKUP, Datatype.FP32, "batch_size", "2")
            .output("y", Datatype.FP32, "batch_size", "2")
            .node("Identity", List.of(MARKUP), List.of("y"))
            .bytes();
    return "kind: Model\nname: evil\nfrom: file:" + Files.write(data.resolve("evil.onnx"), model);
  }

  @Test
  void namesOfAModelsTensorsAreText() throws IOException {
    try (var node = TestNode.start(data.resolve("tensors"));
        ConsolePage console = chromium.desk(node.uri())) {
      assertThat(node.deploy("evil", evil()).statusCode()).isEqualTo(200);
      console.open("d/model/evil");
      assertThat(console.find("h1")).containsText("evil");
      nothingRan(console);
      console.open("d/model/evil/try");
      assertThat(console.find("main")).containsText("<img src=x onerror=");
      console.button("Send").click();
      assertThat(console.find(".reply h3").first()).containsText("y");
      nothingRan(console);
    }
  }

  @Test
  void whatAnErrorRepeatsIsText() {
    try (var node = TestNode.start(data.resolve("errors"));
        ConsolePage console = chromium.desk(node.uri()).open("deploy")) {
      console.field("Manifest").fill("kind: Model\nname: m\n'" + MARKUP + "': 1\n");
      console.button("Deploy").click();
      assertThat(console.find(".note.bad")).containsText("onerror");
      nothingRan(console);
      console.open("d/model/" + MARKUP);
      assertThat(console.find("main")).containsText("There is no model");
      nothingRan(console);
      String name = URLEncoder.encode(MARKUP, StandardCharsets.UTF_8).replace("+", "%20");
      assertThat(node.deploy(name, "kind: Model\n").statusCode()).isBetween(400, 499);
    }
  }

  /**
   * What ends an element, an attribute, a comment or a template, and what a terminal would obey.
   */
  @Test
  void linesOfAFunctionsLogAreText() throws IOException {
    List<String> lines =
        List.of(
            MARKUP,
            "</span></li></ol><script>window.owned=1</script>",
            "\" autofocus onfocus=\"window.owned=1\" x=\"",
            "--><svg onload=window.owned=1>${window.owned=1}{{window.owned=1}}",
            "<a href=\"javascript:window.owned=1\">here</a>",
            "\u001b[2J\u0007\u202e&lt;img src=x onerror=window.owned=1&gt;");
    String body =
        "String said = new String(input, \"UTF-8\"); System.out.println(said);"
            + " if (said.startsWith(\"<\")) throw new IllegalStateException(said); return input;";
    try (var node = TestNode.start(data.resolve("logs"));
        ConsolePage console = chromium.desk(node.uri())) {
      String manifest = JavaFunction.manifest(data, "writes", body, "");
      assertThat(node.send("PUT", "/admin/v1/functions/writes", manifest).join().statusCode())
          .isEqualTo(200);
      for (String line : lines) {
        assertThat(node.send("POST", "/function/writes", line).join().statusCode())
            .isBetween(200, 599);
      }
      String last = lines.getLast().substring(lines.getLast().indexOf('&'));
      TestNode.eventually(
          "the last line is kept",
          () -> node.get("/admin/v1/functions/writes/logs").body().contains(last));
      console.open("d/function/writes/logs");
      for (String line : lines) {
        String visible = line.substring(line.lastIndexOf('\u202e') + 1);
        assertThat(console.find(".loglines .text").filter(text(visible)).first()).isVisible();
      }
      console.field("Filter log lines").fill(MARKUP);
      assertThat(console.find(".loglines")).containsText(MARKUP);
      nothingRan(console);
      assertThat(
              console.find(
                  ".logs script, .logs svg, .logs img, .logs [onfocus], .logs a[href^=javascript]"))
          .hasCount(0);
    }
  }

  private static Locator.FilterOptions text(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  @Test
  void aReportRunsInNobodysName() throws IOException {
    String report =
        "<!doctype html><h1>"
            + "Compared</h1><p id=out>none</p><script>parent.postMessage('owned', '*');"
            + "try { parent.owned = 1 } catch (e) {}"
            + "fetch('/admin/v1/models/sum', {method: 'DELETE'})"
            + ".then(r => out.textContent = r.status, () => out.textContent = 'refused')"
            + "</script>";
    try (var node = TestNode.start(data.resolve("reports"));
        ConsolePage console = chromium.desk(node.uri()).tolerant()) {
      assertThat(node.deploySum("").statusCode()).isEqualTo(200);
      String path = "/admin/v1/reports/compared";
      assertThat(node.send("PUT", path, report, "Content-Type", "text/html").join().statusCode())
          .isEqualTo(200);
      assertThat(
              node.send("PUT", "/admin/v1/reports/%3Cimg%20src=x%3E", report).join().statusCode())
          .isBetween(400, 499);
      console.open("reports");
      console.link("compared").click();
      assertThat(console.page.frameLocator("iframe").locator("#out")).hasText("refused");
      nothingRan(console);
      assertThat(node.get("/v2/models/sum").statusCode()).isEqualTo(200);
    }
  }

  /** What a page of another site can send without asking first: forms, and fetch without CORS. */
  @Test
  void aPageOfAnotherSiteChangesNothing() throws IOException {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.start();
    try (var node = TestNode.start(data.resolve("csrf"));
        ConsolePage console = chromium.desk(node.uri()).tolerant()) {
      assertThat(node.deploySum("").statusCode()).isEqualTo(200);
      serve(other, node.uri());
      double before = node.metric("hearth_requests_total");
      var refused =
          console.page.waitForResponse(
              response -> response.url().endsWith("/v2/repository/models/sum/unload"),
              () -> console.page.navigate("http://127.0.0.1:" + other.getAddress().getPort()));
      assertThat(refused.status()).isEqualTo(403);
      assertThat(console.page.locator("body")).containsText("127.0.0.1");
      assertThat(node.get("/v2/models/sum/ready").statusCode()).isEqualTo(200);
      assertThat(node.metric("hearth_requests_total")).isEqualTo(before);
    } finally {
      other.stop(0);
    }
  }

  private static void serve(HttpServer other, URI node) {
    byte[] page =
        """
        <!doctype html><form method=post enctype="text/plain" action="%1$s/v2/repository/models/sum/unload">
        <input name='{"a' value='":1}'></form><script>
        const ask = (method, path, body) =>
            fetch('%1$s' + path, {method, body, mode: 'no-cors'}).catch(() => {});
        Promise.all([
          ask('POST', '/v2/models/sum/infer', '{"inputs": []}'),
          ask('POST', '/admin/v1/recordings', '{}'),
          ask('DELETE', '/admin/v1/models/sum'),
          ask('PUT', '/admin/v1/models/sum', 'kind: Model'),
        ]).then(() => document.forms[0].submit())
        </script>
        """
            .formatted(node.toString().replaceAll("/$", ""))
            .getBytes(StandardCharsets.UTF_8);
    other.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
  }
}
