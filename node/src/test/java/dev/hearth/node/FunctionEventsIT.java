package dev.hearth.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.hearth.policies.Registry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever calls functions when nobody waits, on a real node. */
class FunctionEventsIT {
  private static final String ECHO = "return input;";

  @TempDir Path directory;
  private TestNode node;

  @BeforeEach
  void start() {
    node = node("callbacks: {private: true}\n");
  }

  private TestNode node(String configuration) {
    return TestNode.start(
        NodeConfig.parse(configuration, new Registry())
            .withPort(0)
            .withData(directory.resolve("data")));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private void deploy(String name, String body, String more) throws IOException {
    String manifest = JavaFunction.manifest(directory, name, body, more);
    HttpResponse<String> answer = node.send("PUT", "/admin/v1/functions/" + name, manifest).join();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private HttpResponse<String> post(String path, String body, String... headers) {
    return node.send("POST", path, body, headers).join();
  }

  private JsonNode put(String path, String body) {
    HttpResponse<String> answer = node.send("PUT", path, body).join();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return node.json(answer);
  }

  /** Takes one message, waiting for it. */
  private JsonNode message(String queue) {
    HttpResponse<String> answer = post("/queues/" + queue + "/receive?wait=20", "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode messages = node.json(answer).path("messages");
    assertThat(messages.size()).as("messages in " + queue).isOne();
    String receipt = messages.get(0).path("receipt").asString();
    String path = "/queues/" + queue + "/messages/" + receipt;
    assertThat(node.send("DELETE", path, "").join().statusCode()).isEqualTo(200);
    return messages.get(0);
  }

  private JsonNode record(String queue) {
    var answer = message(queue).path("body").asString();
    return JsonMapper.shared().readTree(answer);
  }

  @Test
  void callersOfOpenFaasAreAnswered() throws IOException {
    deploy("echo", ECHO, "");
    deploy("broken", "throw new IllegalStateException(\"no\");", "");

    HttpResponse<String> answer = post("/function/echo", "{\"a\":1}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"a\":1}");
    assertThat(answer.headers().firstValue("X-Call-Id")).isPresent();
    assertThat(answer.headers().firstValue("X-Duration-Seconds")).isPresent();

    HttpResponse<String> failed = post("/function/broken", "");
    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(failed.body()).contains("IllegalStateException");
    assertThat(post("/function/none", "").statusCode()).isEqualTo(404);
    assertThat(post("/function/no%20name", "").statusCode()).isEqualTo(400);
  }

  @Test
  void aCallThatNobodyWaitsForIsToldToItsCallback() throws Exception {
    deploy("echo", ECHO, "");
    var heard = new LinkedBlockingQueue<String>();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String status = exchange.getRequestHeaders().getFirst("X-Function-Status");
          String id = exchange.getRequestHeaders().getFirst("X-Call-Id");
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          boolean first = heard.isEmpty();
          heard.add(status + " " + id + " " + body);
          exchange.sendResponseHeaders(first ? 503 : 200, -1);
          exchange.close();
        });
    server.start();
    try {
      String callback = "http://127.0.0.1:" + server.getAddress().getPort() + "/done";
      HttpResponse<String> accepted =
          post("/async-function/echo", "hello", "X-Callback-Url", callback);
      assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
      String id = accepted.headers().firstValue("X-Call-Id").orElseThrow();
      assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("200 " + id + " hello");
      assertThat(heard.poll(30, TimeUnit.SECONDS)).as("told again").isNotNull();
    } finally {
      server.stop(0);
    }
    for (String bad :
        List.of("file:///etc/passwd", "ftp://127.0.0.1/", "http://u:p@127.0.0.1/", "x")) {
      HttpResponse<String> refused = post("/async-function/echo", "hello", "X-Callback-Url", bad);
      assertThat(refused.statusCode()).as(bad).isEqualTo(400);
      assertThat(refused.body()).contains("the callback is refused");
    }
  }

  @Test
  void recordsGoToTheDestinations() throws IOException {
    List.of("done", "failed", "dead").forEach(queue -> put("/queues/" + queue, ""));
    deploy("echo", ECHO, "events: {on-success: \"queue:done\"}\n");
    deploy(
        "broken",
        "throw new IllegalStateException(\"no\");",
        "events: {retries: 0, on-failure: \"queue:failed\", dead-letter: \"queue:dead\"}\n");
    assertThat(post("/async-function/echo", "{\"a\":1}").statusCode()).isEqualTo(202);
    assertThat(record("done").at("/responsePayload/a").asInt()).isOne();
    assertThat(post("/async-function/broken", "7").statusCode()).isEqualTo(202);
    JsonNode failure = record("failed");
    assertThat(failure.at("/requestContext/condition").asString()).isEqualTo("RetriesExhausted");
    assertThat(failure.at("/responsePayload/errorType").asString())
        .contains("IllegalStateException");
    JsonNode dead = message("dead");
    assertThat(dead.path("body").asString()).isEqualTo("7");
    assertThat(dead.at("/attributes/ErrorMessage").asString()).contains("IllegalStateException");
  }

  @Test
  void objectsAndSchedulesCallFunctions() throws IOException {
    put("/queues/done", "");
    deploy("echo", ECHO, "events: {on-success: \"queue:done\"}\n");
    put(
        "/admin/v1/triggers/t",
        "{\"bucket\":\"photos\",\"suffix\":\".jpg\",\"function\":\"echo\"}");
    put("/objects/photos/a/b.jpg", "picture");
    JsonNode event = record("done").at("/responsePayload/Records/0");
    assertThat(event.at("/s3/object/key").asString()).isEqualTo("a%2Fb.jpg");
    assertThat(node.get("/objects/photos/a/b.jpg").body()).isEqualTo("picture");
    assertThat(node.get("/objects/photos?prefix=a/").body()).contains("a/b.jpg");
    assertThat(node.get("/objects/photos/none").statusCode()).isEqualTo(404);

    put(
        "/admin/v1/schedules/often",
        "{\"expression\":\"rate(1 second)\",\"function\":\"echo\",\"input\":{\"n\":5}}");
    assertThat(record("done").at("/responsePayload/n").asInt()).isEqualTo(5);
    assertThat(node.json(node.get("/admin/v1/schedules/often")).has("next")).isTrue();
    assertThat(node.send("DELETE", "/admin/v1/schedules/often", "").join().statusCode())
        .isEqualTo(200);
    HttpResponse<String> wrong =
        node.send(
                "PUT",
                "/admin/v1/schedules/x",
                "{\"expression\":\"cron(1)\",\"function\":\"echo\"}")
            .join();
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("cannot be read");
  }

  @Test
  void aQueueCallsAFunctionUntilItsMappingIsDeleted() throws IOException {
    Path heard = directory.resolve("heard");
    deploy(
        "hears",
        "Files.write(Path.of(\"%s\"), input, StandardOpenOption.CREATE, StandardOpenOption.APPEND);"
                .formatted(heard)
            + " return new byte[0];",
        "");
    put("/queues/orders", "");
    String mappings = "/2015-03-31/event-source-mappings";
    HttpResponse<String> made =
        post(
            mappings,
            "{\"FunctionName\":\"hears\",\"BatchSize\":5,"
                + "\"EventSourceArn\":\"arn:aws:sqs:us-east-1:000000000000:orders\"}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(202);
    String id = node.json(made).path("UUID").asString();
    assertThat(post("/queues/orders/messages", "order 66").statusCode()).isEqualTo(201);
    TestNode.eventually("it is handled", () -> messages("orders") == 0);
    assertThat(heard).content().contains("\"body\":\"order 66\"", "aws:sqs");
    assertThat(node.send("DELETE", mappings + "/" + id, "").join().statusCode()).isEqualTo(202);
    assertThat(node.get(mappings + "/" + id).statusCode()).isEqualTo(404);
    assertThat(post("/queues/orders/messages", "later").statusCode()).isEqualTo(201);
    assertThat(messages("orders")).isOne();
  }

  private long messages(String queue) {
    return node.json(node.get("/queues/" + queue)).path("messages").asLong();
  }

  @Test
  void queuesRefuseWhatTheyCannotTake() {
    put("/queues/q", "{\"maxReceives\":2}");
    assertThat(post("/queues/none/messages", "x").statusCode()).isEqualTo(404);
    assertThat(post("/queues/q/messages?delay=901", "x").statusCode()).isEqualTo(400);
    assertThat(post("/queues/q/messages", "x".repeat((1 << 20) + 1)).statusCode()).isEqualTo(413);
    assertThat(node.send("PUT", "/queues/q", "{\"visibility\":1}").join().body())
        .contains("there is no field 'visibility'");
    assertThat(node.send("DELETE", "/queues/q/messages/1.x", "").join().statusCode())
        .isEqualTo(409);
    assertThat(post("/queues/q/messages", "hello", "X-Attribute-Colour", "red").statusCode())
        .isEqualTo(201);
    JsonNode message = message("q");
    assertThat(message.path("body").asString()).isEqualTo("hello");
    assertThat(message.at("/attributes/colour").asString()).isEqualTo("red");
  }

  @Test
  void aCallThatIsSentTwiceRunsOnce() throws IOException {
    deploy("once", "return Long.toString(System.nanoTime()).getBytes();", "");
    String first = post("/function/once", "a", "Idempotency-Key", "k1").body();
    assertThat(post("/function/once", "a", "Idempotency-Key", "k1").body()).isEqualTo(first);
    assertThat(post("/function/once", "a", "Idempotency-Key", "k2").body()).isNotEqualTo(first);
    String lambda = "/2015-03-31/functions/once/invocations";
    String other = post(lambda, "{}", "Idempotency-Key", "k3").body();
    assertThat(post(lambda, "{}", "Idempotency-Key", "k3").body()).isEqualTo(other);
    assertThat(post(lambda, "{}", "Idempotency-Key", "k4").body()).isNotEqualTo(other);
    node.close();
    node = node("");
    assertThat(post("/function/once", "a", "Idempotency-Key", "k1").body()).isEqualTo(first);
  }

  @Test
  void whatFunctionsWriteIsShownAndFollowed() throws Exception {
    deploy("talks", "System.out.println(\"heard \" + new String(input)); return input;", "");
    HttpResponse<String> answer = post("/function/talks", "one\nforged");
    String id = answer.headers().firstValue("X-Call-Id").orElseThrow();
    TestNode.eventually(
        "the line is kept",
        () -> node.get("/admin/v1/functions/talks/logs").body().contains("one"));
    try (var http = HttpClient.newHttpClient()) {
      URI uri = node.uri().resolve("/admin/v1/functions/talks/logs?follow=true&lines=10");
      HttpResponse<InputStream> log =
          http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
      try (var lines = new Scanner(log.body(), UTF_8)) {
        assertThat(lines.nextLine()).contains(" heard one");
        post("/function/talks", "two");
        String line = lines.nextLine();
        while (!line.contains("heard two")) {
          line = lines.nextLine();
        }
      }
    }
    assertThat(id).isNotEmpty();
    assertThat(node.get("/admin/v1/functions/none/logs").statusCode()).isEqualTo(404);
  }

  @Test
  void callsAreBilledToTheirTenant() throws IOException {
    deploy("echo", ECHO, "resources: {memory: 1GiB}\n");
    for (int i = 0; i < 3; i++) {
      post("/function/echo", "x", "X-Hearth-Tenant", "acme");
    }
    assertThat(node.json(node.get("/admin/v1/bill?tenant=acme")).path("lines"))
        .as("a tenant that anybody may claim to be")
        .isEmpty();
    JsonNode bill = node.json(node.get("/admin/v1/bill?tenant=default"));
    JsonNode line = bill.path("lines").get(0);
    assertThat(line.path("calls").asInt()).isEqualTo(3);
    assertThat(line.path("billedMillis").asLong()).isGreaterThanOrEqualTo(3);
    assertThat(line.path("gibSeconds").asDouble())
        .isEqualTo(line.path("billedMillis").asLong() / 1_000.0);
    assertThat(bill.path("total").decimalValue()).isPositive();
    assertThat(node.json(node.get("/admin/v1/bill")).path("lines").size()).isEqualTo(1);
    assertThat(node.get("/admin/v1/bill?from=yesterday").statusCode()).isEqualTo(400);
  }

  @Test
  void aTenantThatCallsTooOftenIsTurnedAway() throws IOException {
    node.close();
    node = node("quota: {per-second: 0.01, burst: 2}\n");
    deploy("echo", ECHO, "");
    for (int i = 0; i < 2; i++) {
      assertThat(post("/function/echo", "x").statusCode()).isEqualTo(200);
    }
    HttpResponse<String> refused = post("/function/echo", "x");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    assertThat(refused.body()).contains("'default' may make 0.01 calls a second");
  }
}
