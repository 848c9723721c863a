package dev.hearth.node.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.node.Victim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths and names that lead out of where they belong. */
class PathsIT {
  private static final String SECRET = "a secret of the machine";

  @TempDir static Path directory;
  private static Victim node;

  @BeforeAll
  static void start() throws IOException {
    Files.createDirectories(directory.resolve("models"));
    Files.writeString(directory.resolve("secret"), SECRET);
    Files.writeString(directory.resolve("secret.yaml"), SECRET);
    node = Victim.start(directory.resolve("data"), "models: " + directory.resolve("models") + "\n");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @AfterEach
  void nothingWasWrittenOutside() throws IOException {
    assertThat(node.works()).isTrue();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("data", "models", "secret", "secret.yaml");
    }
  }

  private static Stream<String> ways() {
    List<String> up =
        List.of(
            "../",
            "..%2f",
            "%2e%2e/",
            "%2e%2e%2f",
            "%252e%252e%252f",
            "..\\",
            "..%5c",
            "..;/",
            "..%00/");
    return up.stream().map(each -> each.repeat(8) + "etc/passwd");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void noPathLeadsOut(String way) {
    for (String root :
        List.of(
            "/console/",
            "/console/lib/",
            "/console/lib/lit-html/",
            "/v2/models/",
            "/v2/repository/models/",
            "/admin/v1/models/",
            "/admin/v1/functions/",
            "/admin/v1/graphs/",
            "/admin/v1/reports/",
            "/admin/v1/logs/model/",
            "/2015-03-31/functions/",
            "/")) {
      String answer =
          node.raw(
              "GET " + root + way + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
      assertThat(answer).as(root + way).matches("(?s)HTTP/1.1 (40[0-9]|30[0-9]) .*");
      assertThat(answer).doesNotContain("root:x:").doesNotContain("root:*:");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"..%2f..%2fevil", "%2fetc%2fevil", "..", "a%2f..%2f..%2fb", "a%00b", "%0a", "."})
  void noNameLeadsOut(String name) {
    String written =
        "\"" + name.replace("%2f", "/").replace("%00", "\\0").replace("%0a", "\\n") + "\"";
    for (String route : List.of("models", "functions", "graphs")) {
      assertThat(
              node.send(
                      "PUT",
                      "/admin/v1/" + route + "/" + name,
                      "kind: Model\nname: %s\nfrom: file:/nowhere\n".formatted(written))
                  .statusCode())
          .as(route)
          .isBetween(400, 499);
      assertThat(node.send("DELETE", "/admin/v1/" + route + "/" + name, "").statusCode())
          .as(route)
          .isBetween(400, 499);
    }
    assertThat(node.send("POST", "/v2/repository/models/" + name + "/load", "").statusCode())
        .isBetween(400, 499);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../secret", "%2e%2e%2fsecret", "..%2fsecret", "..%2Fsecret.yaml", "secret%00"})
  void noModelIsLoadedFromOutsideTheDirectoryOfModels(String name) {
    String answer =
        node.raw(
            "POST /v2/repository/models/"
                + name
                + "/load HTTP/1.1\r\n"
                + "Host: 127.0.0.1\r\n"
                + "Content-Length: 0\r\n"
                + "Connection: close\r\n\r\n");
    assertThat(answer).matches("(?s)HTTP/1.1 4.*").doesNotContain(SECRET);
  }
}
