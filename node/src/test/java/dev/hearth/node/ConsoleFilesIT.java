package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console's files as a browser gets them. */
class ConsoleFilesIT {
  @TempDir Path data;

  @Test
  void aPageRunsScriptsOfItsOwnOriginOnlyAndFitsIntoNoFrame() {
    try (var node = TestNode.start(data)) {
      HttpResponse<String> page = node.get("/console/");

      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(header(page, "Content-Type")).isEqualTo("text/html; charset=utf-8");
      assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(header(page, "Content-Security-Policy"))
          .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
          .doesNotContain("unsafe-inline", "unsafe-eval");
    }
  }

  @Test
  void theAddressOfTheNodeLeadsToThePageAsDoesThatWithoutItsSlash() {
    try (var node = TestNode.start(data)) {
      for (String path : List.of("/", "/console")) {
        HttpResponse<String> answer = node.get(path);

        assertThat(answer.statusCode()).isEqualTo(308);
        assertThat(header(answer, "Location")).isEqualTo("/console/");
      }
    }
  }

  @Test
  void aBrowserThatHasAFileIsNotSentItAgain() throws IOException {
    try (var node = TestNode.start(data)) {
      String tag = header(node.get("/console/index.html"), "ETag");

      HttpResponse<String> again =
          node.send("GET", "/console/index.html", "", "If-None-Match", tag).join();

      assertThat(again.statusCode()).isEqualTo(304);
      assertThat(again.body()).isEmpty();
    }
  }

  @Test
  void librariesComeFromTheirJars() {
    try (var node = TestNode.start(data)) {
      assertThat(node.get("/console/lib/lit-html/lit-html.js").body()).contains("export");
      assertThat(node.get("/console/lib/lit-html/directives/repeat.js").statusCode())
          .isEqualTo(200);
      assertThat(node.get("/console/lib/d3/dist/d3.min.js").body()).contains("d3");
    }
  }

  @Test
  void nothingElseOfTheClassPathIsServed() {
    try (var node = TestNode.start(data)) {
      for (String path :
          List.of(
              "/console/ConsoleFiles.class",
              "/console/../ConsoleFiles.class",
              "/console/%2e%2e/gateway/Json.class",
              "/console/lib/vertx-core/x.js",
              "/console/lib/lit-html/..%2f..%2fd3/7.9.0/dist/d3.js",
              "/console/lib/lit-html/package.json%00.js",
              "/console//etc/passwd.json")) {
        assertThat(node.get(path).statusCode()).as(path).isEqualTo(404);
      }
    }
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
