package dev.hearth.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions of Java, in the node's own process, on a real node from manifest to removal. */
class FunctionIT {
  @TempDir Path directory;
  private TestNode node;

  @BeforeEach
  void start() {
    node = TestNode.start(directory.resolve("data"));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  /** A jar with one handler that does as {@code body} says with {@code byte[] input}. */
  private Path jar(String name, String body) throws IOException {
    String source =
        """
        import dev.hearth.api.Context;
        import dev.hearth.api.Handler;
        public final class Hello implements Handler<byte[], byte[]> {
          @Override public byte[] handle(byte[] input, Context context) throws Exception { %s }
        }
        """
            .formatted(body);
    Path sources = Files.createDirectories(directory.resolve(name));
    Path file = Files.writeString(sources.resolve("Hello.java"), source);
    String api =
        dev.hearth.api.Handler.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", api, "-d", sources.toString(), file.toString());
    assertThat(status).isZero();
    Path jar = directory.resolve(name + ".jar");
    try (OutputStream out = Files.newOutputStream(jar);
        var entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry("Hello.class"));
      entries.write(Files.readAllBytes(sources.resolve("Hello.class")));
      entries.closeEntry();
    }
    return jar;
  }

  private HttpResponse<String> deploy(String name, Path jar, String more) {
    String manifest =
        "kind: Function\nname: %s\nfrom: file:%s\nruntime: java25\nhandler: Hello\n"
                .formatted(name, jar)
            + "sandbox: jvm\ntrusted: true\n"
            + more;
    return node.send("PUT", "/admin/v1/functions/" + name, manifest).join();
  }

  private HttpResponse<String> invoke(String name, String payload) {
    return invokeLater(name, payload).join();
  }

  private CompletableFuture<HttpResponse<String>> invokeLater(String name, String payload) {
    return node.send("POST", "/2015-03-31/functions/" + name + "/invocations", payload);
  }

  @Test
  void aFunctionIsDeployedCalledShownAndRemoved() throws IOException {
    HttpResponse<String> deployed =
        deploy("hello", jar("hello", "return input;"), "environment: {KEY: hidden}\n");
    assertThat(deployed.statusCode()).as(deployed.body()).isEqualTo(200);
    assertThat(deployed.body()).contains("\"KEY\"").doesNotContain("hidden");
    assertThat(node.json(deployed).path("instances").isEmpty()).isTrue();

    HttpResponse<String> answer = invoke("hello", "{\"a\":1}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"a\":1}");
    assertThat(node.json(node.get("/admin/v1/functions/hello")).path("instances").toString())
        .isEqualTo("{\"idle\":1}");
    String labels = "{function=\"hello\",outcome=\"answered\",sandbox=\"jvm\",version=\"$LATEST\"}";
    assertThat(node.metric("hearth_function_invocations_total" + labels)).isEqualTo(1);
    assertThat(node.send("DELETE", "/admin/v1/functions/hello", "").join().statusCode())
        .isEqualTo(200);
    assertThat(invoke("hello", "1").statusCode()).isEqualTo(404);
    TestNode.eventually(
        "its series are gone", () -> !node.get("/metrics").body().contains("\"hello\""));
  }

  @Test
  void functionsAreThereAgainAfterARestart() throws IOException {
    deploy("hello", jar("hello", "return input;"), "");
    node.close();
    node = TestNode.start(directory.resolve("data"));

    assertThat(invoke("hello", "7").body()).isEqualTo("7");
  }

  @Test
  void anotherCodeUnderTheNameTakesOverWithoutAFailedCall() throws IOException {
    deploy("hello", jar("one", "return \"1\".getBytes();"), "");
    assertThat(invoke("hello", "").body()).isEqualTo("1");
    var calls = IntStream.range(0, 50).mapToObj(_ -> invokeLater("hello", "")).toList();

    deploy("hello", jar("two", "return \"2\".getBytes();"), "");

    calls.forEach(call -> assertThat(call.join().statusCode()).isEqualTo(200));
    assertThat(invoke("hello", "").body()).isEqualTo("2");
  }

  @Test
  void countsGoOnWhenAnotherCodeTookOver() throws Exception {
    deploy("hello", jar("one", "return input;"), "");
    invoke("hello", "1");
    deploy("hello", jar("two", "return input;"), "");
    invoke("hello", "2");

    String labels = "{function=\"hello\",outcome=\"answered\",sandbox=\"jvm\",version=\"$LATEST\"}";
    for (int i = 0; i < 25; i++) { // longer than it takes until the old version is swept away
      assertThat(node.metric("hearth_function_invocations_total" + labels)).isEqualTo(2);
      Thread.sleep(100);
    }
  }

  @Test
  void codeThatCannotBeTrustedUnaskedIsRefusedWithTheRemedy() throws IOException {
    String manifest =
        "kind: Function\nname: hello\nfrom: file:%s\nruntime: java25\nhandler: Hello\nsandbox: jvm\n"
            .formatted(jar("hello", "return input;"));
    HttpResponse<String> refused = node.send("PUT", "/admin/v1/functions/hello", manifest).join();

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("trusted: true");
    assertThat(node.get("/admin/v1/functions/hello").statusCode()).isEqualTo(404);
  }

  @Test
  void aSecretReachesTheCodeAndNothingElse() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "s3cret");
    HttpResponse<String> deployed =
        deploy(
            "hello",
            jar("hello", "return context.functionName().getBytes();"),
            "secrets: {TOKEN: 'file:%s'}\n".formatted(secret));
    assertThat(deployed.statusCode()).as(deployed.body()).isEqualTo(200);
    assertThat(deployed.body()).contains("TOKEN").doesNotContain("s3cret");
    for (String kept : List.of("functions.db", "functions.key", "deployments.db")) {
      assertThat(Files.readString(directory.resolve("data").resolve(kept), ISO_8859_1))
          .doesNotContain("s3cret");
    }
    try (var files = Files.walk(directory.resolve("data").resolve("code"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, ISO_8859_1)).doesNotContain("s3cret");
      }
    }
  }

  @Test
  void aLoopThatNeverEndsIsStoppedAtItsTimeLimit() throws IOException {
    deploy("slow", jar("slow", "Thread.sleep(600_000); return input;"), "timeout: 200ms\n");

    HttpResponse<String> answer = invoke("slow", "1");

    assertThat(answer.body()).contains("Sandbox.Timedout");
    assertThat(answer.headers().firstValue("X-Amz-Function-Error")).isPresent();
  }

  @Test
  void badManifestsAreRefusedAndChangeNothing() throws IOException {
    String path = jar("hello", "return input;").toString();
    Map<String, String> bad =
        Map.of(
            "kind: Function\nname: other\nfrom: file:/x\nruntime: java25\n",
            "sent for 'hello'",
            "kind: Function\nname: hello\nfrom: file:/absent.jar\nruntime: java25\n",
            "absent.jar",
            "kind: Function\nname: hello\nfrom: file:%s\nruntime: java25\nsandbox: no\n"
                .formatted(path),
            "there is no sandbox 'no'",
            "kind: Function\nname: hello\nfrom: file:%s\nruntime: rust\n".formatted(path),
            "runtime",
            "[]",
            "mapping");
    bad.forEach(
        (manifest, reason) -> {
          HttpResponse<String> refused =
              node.send("PUT", "/admin/v1/functions/hello", manifest).join();
          assertThat(refused.statusCode()).as(manifest).isEqualTo(400);
          assertThat(refused.body().toLowerCase(Locale.ROOT))
              .as(manifest)
              .contains(reason.toLowerCase(Locale.ROOT));
        });
    assertThat(node.get("/admin/v1/functions").body()).isEqualTo("{\"functions\":[]}");
  }

  @Test
  void theSandboxesOfTheNodeAreListedWithWhyNot() {
    HttpResponse<String> sandboxes = node.get("/admin/v1/sandboxes");

    assertThat(sandboxes.statusCode()).isEqualTo(200);
    assertThat(sandboxes.body()).contains("\"name\":\"jvm\"", "\"name\":\"process\"");
  }
}
