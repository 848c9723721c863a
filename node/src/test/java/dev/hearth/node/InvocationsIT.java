package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.policies.Registry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a real node tells of invocations once they are answered. */
class InvocationsIT {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";

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

  private static String id(HttpResponse<?> answer) {
    return answer.headers().firstValue("X-Hearth-Invocation").orElse("none");
  }

  private JsonNode explained(String id) {
    HttpResponse<String> answer = node.get("/admin/v1/invocations/" + id);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return node.json(answer);
  }

  private JsonNode listed(String query) {
    HttpResponse<String> answer = node.get("/admin/v1/invocations?" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return node.json(answer).path("invocations");
  }

  private static JsonNode phase(JsonNode explained, String name) {
    for (JsonNode phase : explained.path("phases")) {
      if (phase.path("name").asString().equals(name)) {
        return phase;
      }
    }
    throw new AssertionError("no phase " + name + " in " + explained);
  }

  private static List<String> decisions(JsonNode explained, String field) {
    List<String> all = new ArrayList<>();
    explained.path("decisions").forEach(each -> all.add(each.path(field).asString()));
    return all;
  }

  @Test
  void theFirstCallOfAModelTellsThatItWaitedForItsLoading() throws IOException {
    node.deploySum("scale: {min: 0}\n");
    HttpResponse<String> answer = node.infer(TestNode.SUM);
    JsonNode told = explained(id(answer));

    assertThat(told.path("deployment").asString()).isEqualTo("model/sum");
    assertThat(told.path("outcome").asString()).isEqualTo("answered");
    double load = phase(told, "load").path("ms").asDouble();
    assertThat(load).isNotNegative(); // zero if it was there within one turn of the loop
    assertThat(load).isLessThanOrEqualTo(phase(told, "queue").path("ms").asDouble());
    assertThat(phase(told, "load").path("within").asString()).isEqualTo("queue");
    assertThat(decisions(told, "role")).contains("admission", "scaling", "warmth", "queue");
    assertThat(decisions(told, "policy")).contains("wait-estimate", "kpa");
  }

  @Test
  void theNextCallLoadsNothingAndItsPhasesAreItsWholeTime() throws IOException {
    node.deploySum("");
    node.infer(TestNode.SUM);
    JsonNode told = explained(id(node.infer(TestNode.SUM)));

    List<String> names = new ArrayList<>();
    double sum = 0;
    for (JsonNode phase : told.path("phases")) {
      names.add(phase.path("name").asString());
      boolean whole = phase.path("within").isMissingNode();
      sum += whole && !names.getLast().equals("answer") ? phase.path("ms").asDouble() : 0;
    }
    assertThat(names).contains("queue", "run", "engine").doesNotContain("load");
    assertThat(sum).isCloseTo(told.path("totalMs").asDouble(), Offset.offset(0.01));
  }

  @Test
  void requestsThatWaitedForCompanySaySo() throws IOException {
    node.deploySum("batching: {max-size: 4, max-delay: 2s}\nscale: {min: 1, max: 1}\n");
    List<CompletableFuture<HttpResponse<String>>> calls =
        IntStream.range(0, 4).mapToObj(_ -> node.inferLater(TestNode.SUM)).toList();
    List<JsonNode> told = calls.stream().map(call -> explained(id(call.join()))).toList();

    assertThat(told)
        .anySatisfy(
            each -> {
              assertThat(phase(each, "batch wait").path("ms").asDouble()).isPositive();
              assertThat(each.path("runRows").asInt()).isGreaterThan(1);
            });
  }

  @Test
  void aCallersTraceIsGoneOnWith() throws IOException {
    node.deploySum("");
    HttpResponse<String> answer =
        node.infer(TestNode.SUM, "traceparent", "00-" + TRACE + "-" + PARENT + "-01");
    JsonNode told = explained(id(answer));

    assertThat(told.path("traceId").asString()).isEqualTo(TRACE);
    assertThat(told.path("parentSpanId").asString()).isEqualTo(PARENT);
    assertThat(told.path("sampled").asBoolean()).isTrue();
    assertThat(answer.headers().firstValue("traceresponse"))
        .contains("00-" + TRACE + "-" + told.path("spanId").asString() + "-01");
    assertThat(listed("trace=" + TRACE)).hasSize(1);
  }

  @Test
  void aTraceThatIsMalformedIsStartedAnew() throws IOException {
    node.deploySum("");
    JsonNode told = explained(id(node.infer(TestNode.SUM, "traceparent", "00-" + TRACE + "-0-zz")));

    assertThat(told.path("traceId").asString()).isNotEqualTo(TRACE).hasSize(32);
    assertThat(told.path("parentSpanId").isMissingNode()).isTrue();
  }

  @Test
  void aRefusedRequestTellsWhoRefusedIt() throws IOException {
    node.deploySum("limits: {queue: 1}\nscale: {min: 0, max: 1}\n");
    List<HttpResponse<String>> answers =
        IntStream.range(0, 30).mapToObj(_ -> node.inferLater(TestNode.SUM)).toList().stream()
            .map(CompletableFuture::join)
            .toList();
    HttpResponse<String> refused =
        answers.stream().filter(each -> each.statusCode() == 429).findFirst().orElseThrow();
    JsonNode told = explained(id(refused));

    assertThat(told.path("outcome").asString()).isEqualTo("queue_full");
    assertThat(told.path("message").asString()).isNotEmpty();
    assertThat(listed("deployment=model/sum&failed=5")).isNotEmpty();
  }

  @Test
  void theSlowestOfADeploymentComeFirst() throws IOException {
    node.deploySum("");
    IntStream.range(0, 5).forEach(_ -> node.infer(TestNode.SUM));
    JsonNode slowest = listed("deployment=model/sum&slowest=3");

    assertThat(slowest).hasSize(3);
    assertThat(slowest.get(0).path("totalMs").asDouble())
        .isGreaterThanOrEqualTo(slowest.get(1).path("totalMs").asDouble());
    assertThat(listed("deployment=model/other")).isEmpty();
  }

  @Test
  void callsOverGrpcAreToldToo() throws IOException {
    node.deploySum("");
    try (var grpc = new TestGrpc(node)) {
      grpc.inference.modelInfer(TestGrpc.sum().build());
    }
    assertThat(listed("deployment=model/sum").get(0).path("protocol").asString()).isEqualTo("grpc");
  }

  @Test
  void aFunctionsCallIsKnownByItsRequestIdAndHandsItsTraceOn() throws IOException {
    String manifest =
        JavaFunction.manifest(
            directory, "hello", "return context.trace().orElse(\"none\").getBytes();", "");
    node.send("PUT", "/admin/v1/functions/hello", manifest).join();
    HttpResponse<String> answer =
        node.send(
                "POST",
                "/2015-03-31/functions/hello/invocations",
                "{}",
                "traceparent",
                "00-" + TRACE + "-" + PARENT + "-00")
            .join();
    JsonNode told = explained(id(answer));

    assertThat(answer.headers().firstValue("x-amzn-RequestId")).contains(id(answer));
    assertThat(told.path("deployment").asString()).isEqualTo("function/hello");
    assertThat(told.path("parentSpanId").asString()).isEqualTo(PARENT);
    assertThat(phase(told, "load").path("ms").asDouble()).isPositive();
    assertThat(answer.body())
        .isEqualTo(
            "Root=1-%s-%s;Parent=%s;Sampled=0"
                .formatted(
                    TRACE.substring(0, 8), TRACE.substring(8), told.path("spanId").asString()));
  }

  @Test
  void aGraphTellsOfItsSteps() throws IOException {
    node.deploySum("");
    String graph =
        """
        apiVersion: serving.kserve.io/v1alpha1
        kind: InferenceGraph
        metadata: {name: g}
        spec:
          nodes:
            root:
              routerType: Sequence
              steps:
              - {name: add, serviceName: sum}
        """;
    node.send("PUT", "/admin/v1/graphs/g", graph).join();
    HttpResponse<String> answer = node.send("POST", "/graphs/g", TestNode.SUM).join();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode told = explained(id(answer));

    assertThat(told.path("deployment").asString()).isEqualTo("graph/g");
    assertThat(told.path("steps")).hasSize(1);
    JsonNode step = explained(told.at("/steps/0/id").asString());
    assertThat(step.path("parentSpanId")).isEqualTo(told.path("spanId"));
    assertThat(step.path("traceId")).isEqualTo(told.path("traceId"));
    assertThat(step.path("protocol").asString()).isEqualTo("step add");
  }

  @Test
  void anInvocationThatNobodyKnowsIsNotFound() {
    assertThat(node.get("/admin/v1/invocations/abc").statusCode()).isEqualTo(404);
    assertThat(node.get("/admin/v1/invocations?deployment=sum").statusCode()).isEqualTo(400);
    assertThat(node.get("/admin/v1/invocations?trace=xyz").statusCode()).isEqualTo(400);
  }

  @Test
  void withoutMemoryNothingIsKeptAndRequestsAreAnsweredAllTheSame() throws IOException {
    NodeConfig config = NodeConfig.parse("tracing: {keep: 0}", new Registry());
    try (var forgetful =
        TestNode.start(config.withPort(0).withData(directory.resolve("forgetful")))) {
      forgetful.deploySum("");
      HttpResponse<String> answer = forgetful.infer(TestNode.SUM);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(forgetful.get("/admin/v1/invocations/" + id(answer)).statusCode()).isEqualTo(404);
    }
  }
}
