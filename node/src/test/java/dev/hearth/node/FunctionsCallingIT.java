package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Java functions on a real node that call one another. */
class FunctionsCallingIT {
  private static final String LONG = "timeout: 30s";
  private static final String GREETS = "return (\"hello \" + new String(input)).getBytes();";
  private static final String ASKS =
      "return context.functions().call(\"%s\", (new String(input) + \"!\").getBytes());";
  private static final String CATCHES =
      """
      try {
        return context.functions().call("%s", input);
      } catch (dev.hearth.api.FunctionFailedException e) {
        return (e.errorType() + ": " + e.getMessage()).getBytes();
      }
      """;

  @TempDir static Path directory;
  private static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.start(directory.resolve("data"));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static void deploy(String name, String sandbox, String body, String timeout)
      throws IOException {
    String kind =
        sandbox.equals("process")
            ? "sandbox: process\nresources: {memory: 256MiB}\n"
            : "sandbox: %s\ntrusted: true\n".formatted(sandbox);
    String manifest =
        JavaFunction.manifest(directory, name, body, kind).replace("timeout: 30s", timeout);
    HttpResponse<String> deployed =
        node.send("PUT", "/admin/v1/functions/" + name, manifest).join();
    assertThat(deployed.statusCode()).as(deployed.body()).isEqualTo(200);
  }

  private static String invoke(String name, String payload) {
    return node.send("POST", "/2015-03-31/functions/" + name + "/invocations", payload)
        .join()
        .body();
  }

  private static void assumeAvailable(String sandbox) {
    assumeThat(node.get("/admin/v1/sandboxes").body())
        .as("the sandbox %s is available", sandbox)
        .containsPattern("\"name\":\"%s\"[^{}]*\"available\":true".formatted(sandbox));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "photons", "process"})
  void functionGetsTheAnswerOfAnother(String sandbox) throws IOException {
    assumeAvailable(sandbox);
    deploy("greets-" + sandbox, "jvm", GREETS, LONG);
    deploy("asks-" + sandbox, sandbox, ASKS.formatted("greets-" + sandbox), LONG);

    assertThat(invoke("asks-" + sandbox, "1")).isEqualTo("hello 1!");
    assertThat(node.metric(answered("greets-" + sandbox))).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "photons", "process"})
  void errorsOfTheOtherAreNamed(String sandbox) throws IOException {
    assumeAvailable(sandbox);
    deploy(
        "fails-" + sandbox,
        "jvm",
        "throw new java.util.NoSuchElementException(\"planted\");",
        LONG);
    deploy("catches-" + sandbox, sandbox, CATCHES.formatted("fails-" + sandbox), LONG);
    deploy("misses-" + sandbox, sandbox, CATCHES.formatted("absent"), LONG);

    assertThat(invoke("catches-" + sandbox, "1"))
        .startsWith("java.util.NoSuchElementException:")
        .endsWith("planted");
    assertThat(invoke("misses-" + sandbox, "1"))
        .startsWith("ResourceNotFoundException:")
        .contains("absent");
  }

  @Test
  void callerHasNoMoreTimeThanItsOwn() throws IOException {
    deploy("sleeps", "jvm", "Thread.sleep(600_000); return input;", "timeout: 600s");
    deploy("hurries", "jvm", ASKS.formatted("sleeps"), "timeout: 500ms");

    assertThat(invoke("hurries", "1")).contains("Sandbox.Timedout");
    // What it called is stopped too, long before its own time is over.
    TestNode.eventually("the other is stopped", () -> instances("sleeps").equals("{\"idle\":1}"));
  }

  private static String answered(String function) {
    return "hearth_function_invocations_total{function=\""
        + function
        + "\",outcome=\"answered\",sandbox=\"jvm\",version=\"$LATEST\"}";
  }

  private static String instances(String function) {
    return node.json(node.get("/admin/v1/functions/" + function)).path("instances").toString();
  }
}
