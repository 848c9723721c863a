package dev.hearth.node.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.node.Victim;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small things that would become large, or deep, where they are read. */
class BombsIT {
  private static final int MEBIBYTE = 1 << 20;

  @TempDir static Path directory;
  private static Victim node;

  @BeforeAll
  static void start() {
    node = Victim.start(directory.resolve("data"), "");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @AfterEach
  void theNodeGoesOn() {
    assertThat(node.works()).isTrue();
  }

  private static void zeros(OutputStream out, int mebibytes) throws IOException {
    var some = new byte[MEBIBYTE];
    for (int i = 0; i < mebibytes; i++) {
      out.write(some);
    }
  }

  @Test
  void aBodyThatIsCompressedIsNotUnpacked() throws IOException {
    var body = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(body)) {
      zeros(gzip, 200);
    }
    for (String path : new String[] {"/v2/models/sum/infer", "/openai/v1/embeddings"}) {
      HttpResponse<byte[]> answer =
          node.sendBytes(
              path,
              body.toByteArray(),
              "Content-Encoding",
              "gzip",
              "Content-Type",
              "application/json");
      assertThat(answer.statusCode()).isBetween(400, 499);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void jsonThatIsDeepIsRefused(String step) {
    String deep = step.repeat(200_000);
    for (String path :
        new String[] {
          "/v2/models/sum/infer",
          "/v2/models/sum/generate",
          "/v1/models/sum:predict",
          "/openai/v1/embeddings",
          "/openai/v1/completions",
          "/2015-03-31/functions",
          "/v2/repository/models/sum/load"
        }) {
      assertThat(node.send("POST", path, deep).statusCode()).as(path).isBetween(400, 499);
      assertThat(node.send("POST", path, "{\"inputs\":" + deep).statusCode())
          .as(path)
          .isBetween(400, 499);
    }
    assertThat(node.send("PUT", "/admin/v1/models/sum/traffic", deep).statusCode())
        .isBetween(400, 499);
  }

  @Test
  void yamlThatLaughsABillionTimesIsRefused() {
    var yaml = new StringBuilder("a0: &a0 [lol,lol,lol,lol,lol,lol,lol,lol,lol]\n");
    for (int i = 1; i < 12; i++) {
      yaml.append("a%d: &a%d [".formatted(i, i))
          .append(("*a" + (i - 1) + ",").repeat(9))
          .append("]\n");
    }
    String manifest = "kind: Model\nname: m\nfrom: file:/m\n" + yaml;
    for (String kind : new String[] {"models", "functions", "graphs"}) {
      assertThat(node.send("PUT", "/admin/v1/" + kind + "/m", manifest).statusCode())
          .isEqualTo(400);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? "})
  void yamlThatIsDeepIsRefused(String step) {
    String manifest = "kind: Model\nname: m\nfrom: file:/m\npolicies: " + step.repeat(20_000);
    for (String kind : new String[] {"models", "functions", "graphs"}) {
      assertThat(node.send("PUT", "/admin/v1/" + kind + "/m", manifest).statusCode())
          .as(kind)
          .isBetween(400, 413);
    }
  }

  @Test
  void codeThatUnpacksToMoreThanItMayIsRefused() throws IOException {
    Path zip = directory.resolve("bomb.zip");
    try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("a.py"));
      out.write("def b(e, c): return 1".getBytes(UTF_8));
      for (int i = 0; i < 4; i++) {
        out.putNextEntry(new ZipEntry("zeros-" + i));
        zeros(out, 100);
      }
    }
    HttpResponse<String> answer =
        node.send(
            "PUT",
            "/admin/v1/functions/bomb",
            "kind: Function\nname: bomb\nruntime: python3.11\nhandler: a.b\nfrom: file:"
                + zip
                + "\n");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("unpacks to more than");
  }
}
