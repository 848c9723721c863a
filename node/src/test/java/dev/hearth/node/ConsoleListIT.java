package dev.hearth.node;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand functions in the console: all can be found, few are in the document. */
class ConsoleListIT {
  private static final int FUNCTIONS = 1000;
  private static final int AT_ONCE = 8;

  /** More than fit on the screen with what is kept ready above and below. */
  private static final int ROWS_IN_DOCUMENT = 60;

  @TempDir static Path data;
  private static Chromium chromium;
  private static TestNode node;

  @BeforeAll
  static void start() throws IOException {
    chromium = Chromium.start();
    node = TestNode.start(data);
    Path code = data.resolve("hello.py");
    Files.writeString(code, "def handler(event, context):\n    return event\n");
    for (int from = 0; from < FUNCTIONS; from += AT_ONCE) {
      List<CompletableFuture<HttpResponse<String>>> answers =
          IntStream.range(from, Math.min(FUNCTIONS, from + AT_ONCE))
              .mapToObj(i -> deploy("worker-%04d".formatted(i), code))
              .toList();
      for (var answer : answers) {
        assertThat(answer.join().statusCode()).as(answer.join().body()).isEqualTo(200);
      }
    }
  }

  private static CompletableFuture<HttpResponse<String>> deploy(String name, Path code) {
    return node.send(
        "PUT",
        "/admin/v1/functions/" + name,
        "kind: Function\nname: %s\nfrom: file:%s\nruntime: python3.11\nhandler: hello.handler\n"
            .formatted(name, code));
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
      node.close();
    }
  }

  @Test
  void aThousandAreListedByFewRowsAndAllCanBeReached() throws IOException {
    try (ConsolePage console = chromium.desk(node.uri()).open("")) {
      assertThat(console.find("#grid")).hasAttribute("aria-rowcount", "1001");
      assertThat(console.find("#grid .line").count()).isLessThan(ROWS_IN_DOCUMENT);
      console.isAccessible("a thousand functions");
      console.shot("thousand");

      console.find("#grid").focus();
      console.press("End");
      assertThat(console.find(".line.active")).containsText("worker-0999");
      assertThat(console.find(".line.active")).isInViewport();
      assertThat(console.find("#grid .line").count()).isLessThan(ROWS_IN_DOCUMENT);
      console.press("Enter");
      assertThat(console.find("h1")).containsText("worker-0999");

      console.press("o");
      console.press("/");
      console.page.keyboard().insertText("0777");
      assertThat(console.find("#grid .line")).hasCount(1);
      console.press("ArrowDown");
      console.press("Enter");
      assertThat(console.find("h1")).containsText("worker-0777");
    }
  }

  @Test
  void aThousandFitAPhone() throws IOException {
    try (ConsolePage console = chromium.page(node.uri(), 375, 812, ColorScheme.LIGHT).open("")) {
      assertThat(console.find("#grid .line").first()).isVisible();
      console.isAccessible("a thousand functions on a phone");
      console.page.evaluate("window.scrollTo(0, document.body.scrollHeight)");
      assertThat(console.link("worker-0999")).isVisible();
      assertThat(console.find("#grid .line").count()).isLessThan(ROWS_IN_DOCUMENT);
    }
  }
}
