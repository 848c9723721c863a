package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.gateway.security.Access;
import dev.hearth.policies.Registry;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Keys, roles and tenants on a real node, over each of its protocols. */
class SecurityIT {
  private static final String ECHO = "return input;";

  @TempDir Path directory;
  private TestNode node;
  private String admin = "";

  @BeforeEach
  void start() {
    start("");
  }

  private void start(String configuration) {
    node =
        TestNode.start(
            NodeConfig.parse(configuration, new Registry())
                .withPort(0)
                .withData(directory.resolve("data")));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private HttpResponse<String> send(String key, String method, String path, String body) {
    return key.isEmpty()
        ? node.send(method, path, body).join()
        : node.send(method, path, body, "Authorization", "Bearer " + key).join();
  }

  private int status(String key, String method, String path, String body) {
    return send(key, method, path, body).statusCode();
  }

  private String key(String by, String name, String tenant, String role) {
    String body =
        "{\"name\":\"%s\",\"tenant\":\"%s\",\"roles\":[\"%s\"]}".formatted(name, tenant, role);
    HttpResponse<String> made = send(by, "POST", "/admin/v1/keys", body);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return node.json(made).path("key").asString();
  }

  private void lock() {
    admin = key("", "root", "default", "administer");
  }

  private String model(String name) throws IOException {
    Path file = directory.resolve("sum.onnx");
    Files.write(file, dev.hearth.inference.TinyModel.arithmetic(2).bytes());
    return "kind: Model\nname: " + name + "\nfrom: file:" + file + "\n";
  }

  @Test
  void withItsFirstKeyANodeAsksEverybodyForOne() {
    assertThat(status("", "GET", "/admin/v1/models", "")).isEqualTo(200);
    assertThat(status("", "POST", "/admin/v1/keys", "{\"name\":\"a\",\"roles\":[\"invoke\"]}"))
        .as("a first key that would lock everybody out")
        .isEqualTo(400);
    lock();
    HttpResponse<String> refused = send("", "GET", "/admin/v1/models", "");
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(status("hk_mistyped", "GET", "/admin/v1/models", "")).isEqualTo(401);
    assertThat(status(admin, "GET", "/admin/v1/models", "")).isEqualTo(200);
    assertThat(status("", "GET", "/healthz", "")).isEqualTo(200);
    assertThat(status("", "GET", "/v2/health/ready", "")).isEqualTo(200);
    JsonNode me = node.json(send(admin, "GET", "/admin/v1/whoami", ""));
    assertThat(me.path("name").asString()).isEqualTo("root");
    assertThat(me.path("anonymous").asBoolean()).isFalse();
  }

  @Test
  void aKeyIsGoodUntilItIsRevokedAndSurvivesARestart() throws IOException {
    lock();
    String other = key(admin, "ci", "default", "invoke");
    node.close();
    start("");
    assertThat(status(other, "GET", "/admin/v1/models", "")).isEqualTo(200);
    String id = other.substring(3, 15);
    assertThat(status(admin, "DELETE", "/admin/v1/keys/" + id, "")).isEqualTo(200);
    assertThat(status(other, "GET", "/admin/v1/models", "")).isEqualTo(401);
    HttpResponse<String> listed = send(admin, "GET", "/admin/v1/keys", "");
    assertThat(listed.body()).contains("root").doesNotContain(admin.substring(16));
    byte[] kept = Files.readAllBytes(directory.resolve("data").resolve("access.db"));
    assertThat(new String(kept, StandardCharsets.ISO_8859_1))
        .as("the store of keys")
        .doesNotContain(admin.substring(16))
        .doesNotContain(other.substring(16));
  }

  @Test
  void rolesBoundWhatAKeyMayDo() throws IOException {
    lock();
    String invoke = key(admin, "app", "default", "invoke");
    String deploy = key(admin, "ci", "default", "deploy");
    assertThat(status(invoke, "PUT", "/admin/v1/models/sum", model("sum"))).isEqualTo(403);
    assertThat(status(deploy, "PUT", "/admin/v1/models/sum", model("sum")))
        .as("a file of the node's machine")
        .isEqualTo(403);
    assertThat(status(admin, "PUT", "/admin/v1/models/sum", model("sum"))).isEqualTo(200);
    assertThat(status(deploy, "PUT", "/queues/q", "{}")).isEqualTo(200);
    assertThat(status(invoke, "POST", "/v2/models/sum/infer", TestNode.SUM)).isEqualTo(200);
    assertThat(status("", "POST", "/v2/models/sum/infer", TestNode.SUM)).isEqualTo(401);
    for (String path : List.of("/metrics", "/admin/v1/kernel", "/admin/v1/keys")) {
      assertThat(status(deploy, "GET", path, "")).as(path).isEqualTo(403);
      assertThat(status(admin, "GET", path, "")).as(path).isEqualTo(200);
    }
    assertThat(status(invoke, "DELETE", "/admin/v1/models/sum", "")).isEqualTo(403);
    assertThat(status(invoke, "POST", "/v2/repository/models/sum/unload", "")).isEqualTo(403);
    assertThat(status(invoke, "PUT", "/queues/q", "{}")).isEqualTo(403);
    assertThat(status(invoke, "POST", "/2015-03-31/functions", "{\"FunctionName\":\"f\"}"))
        .isEqualTo(403);
    HttpResponse<String> lambda = send("", "GET", "/2015-03-31/functions", "");
    assertThat(lambda.statusCode()).isEqualTo(401);
    assertThat(lambda.headers().firstValue("x-amzn-ErrorType"))
        .contains("MissingAuthenticationTokenException");
    HttpResponse<String> openAi = send("", "POST", "/openai/v1/embeddings", "{}");
    assertThat(openAi.statusCode()).isEqualTo(401);
    assertThat(node.json(openAi).path("error").path("code").asString())
        .isEqualTo("invalid_api_key");
  }

  @Test
  void whatATenantDeploysNobodyElseSeesOrCalls() throws IOException {
    lock();
    String acme = key(admin, "acme-ci", "acme", "deploy");
    String other = key(admin, "other-ci", "other", "deploy");
    // Files of the machine are for whoever administers; what one deploys is its tenant's.
    String operator = key(admin, "acme-ops", "acme", "administer");
    assertThat(status(operator, "PUT", "/admin/v1/models/sum", model("sum"))).isEqualTo(200);
    String graph =
        """
        apiVersion: serving.kserve.io/v1alpha1
        kind: InferenceGraph
        metadata: {name: steal}
        spec: {nodes: {root: {routerType: Sequence, steps: [{serviceName: sum}]}}}
        """;
    for (String[] request :
        new String[][] {
          {"GET", "/admin/v1/models/sum", ""},
          {"DELETE", "/admin/v1/models/sum", ""},
          {"PUT", "/admin/v1/models/sum/traffic", "{}"},
          {"GET", "/v2/models/sum", ""},
          {"GET", "/v2/models/sum/ready", ""},
          {"GET", "/v2/models/sum/stats", ""},
          {"POST", "/v2/models/sum/infer", TestNode.SUM},
          {"POST", "/v2/models/sum/generate", "{}"},
          {"POST", "/v2/repository/models/sum/unload", ""},
          {"POST", "/v1/models/sum:predict", "{}"},
          {"GET", "/v1/models/sum", ""},
          {"GET", "/openai/v1/models/sum", ""},
          {"POST", "/openai/v1/embeddings", "{\"model\":\"sum\",\"input\":\"x\"}"},
          {"POST", "/openai/v1/completions", "{\"model\":\"sum\",\"prompt\":\"x\"}"},
          {"GET", "/admin/v1/models/sum/profile", ""},
          {"PUT", "/admin/v1/graphs/steal", graph}
        }) {
      assertThat(status(other, request[0], request[1], request[2]))
          .as(request[0] + " " + request[1])
          .isEqualTo(404);
    }
    assertThat(status(other, "PUT", "/admin/v1/models/sum", model("sum"))).isEqualTo(409);
    for (String list : List.of("/admin/v1/models", "/v1/models", "/v2/models/stats")) {
      assertThat(send(other, "GET", list, "").body()).as(list).doesNotContain("sum\"");
      assertThat(send(acme, "GET", list, "").body()).as(list).contains("sum\"");
    }
    assertThat(send(other, "POST", "/v2/repository/index", "").body()).doesNotContain("sum");
    assertThat(status(acme, "POST", "/v2/models/sum/infer", TestNode.SUM)).isEqualTo(200);
    assertThat(status(admin, "POST", "/v2/models/sum/infer", TestNode.SUM)).isEqualTo(200);
    assertThat(status(acme, "DELETE", "/admin/v1/models/sum", "")).isEqualTo(200);
    assertThat(status(other, "PUT", "/admin/v1/models/sum", model("sum")))
        .as("the name stays the tenant's")
        .isEqualTo(409);
    assertThat(status(admin, "DELETE", "/admin/v1/owners/model/sum", "")).isEqualTo(200);
    String operatorOfOther = key(admin, "other-ops", "other", "administer");
    assertThat(status(operatorOfOther, "PUT", "/admin/v1/models/sum", model("sum"))).isEqualTo(200);
    assertThat(status(acme, "POST", "/v2/models/sum/infer", TestNode.SUM)).isEqualTo(404);
    assertThat(status(other, "POST", "/v2/models/sum/infer", TestNode.SUM)).isEqualTo(200);
  }

  @Test
  void functionsQueuesSchedulesAndLogsStayWithinTheirTenant() throws IOException {
    lock();
    String acme = key(admin, "acme-ci", "acme", "deploy");
    String other = key(admin, "other-ci", "other", "deploy");
    String manifest = JavaFunction.manifest(directory, "echo", ECHO, "");
    String operator = key(admin, "acme-ops", "acme", "administer");
    HttpResponse<String> deployed = send(operator, "PUT", "/admin/v1/functions/echo", manifest);
    assertThat(deployed.statusCode()).as(deployed.body()).isEqualTo(200);
    assertThat(status(acme, "PUT", "/queues/jobs", "{}")).isEqualTo(200);
    assertThat(status(acme, "PUT", "/objects/bin/a", "x")).isEqualTo(200);
    String schedule = "{\"expression\":\"rate(1 hour)\",\"function\":\"echo\"}";
    assertThat(status(acme, "PUT", "/admin/v1/schedules/hourly", schedule)).isEqualTo(200);
    String mapping =
        "{\"FunctionName\":\"echo\",\"EventSourceArn\":\"arn:aws:sqs:local:000000000000:jobs\"}";
    String base = "/2015-03-31/functions";
    for (String[] request :
        new String[][] {
          {"POST", "/function/echo", "x"},
          {"POST", "/async-function/echo", "x"},
          {"GET", "/admin/v1/functions/echo", ""},
          {"GET", "/admin/v1/functions/echo/logs", ""},
          {"DELETE", "/admin/v1/functions/echo", ""},
          {"POST", base + "/echo/invocations", "{}"},
          {"POST", base + "/arn:aws:lambda:local:000000000000:function:echo/invocations", "{}"},
          {"GET", base + "/echo", ""},
          {"DELETE", base + "/echo", ""},
          {"POST", "/2015-03-31/event-source-mappings", mapping},
          {"PUT", "/admin/v1/schedules/mine", schedule},
          {"GET", "/admin/v1/schedules/hourly", ""},
          {"GET", "/queues/jobs", ""},
          {"POST", "/queues/jobs/receive", ""},
          {"POST", "/queues/jobs/messages", "x"},
          {"GET", "/objects/bin", ""},
          {"GET", "/objects/bin/a", ""},
          {"DELETE", "/objects/bin/a", ""}
        }) {
      assertThat(status(other, request[0], request[1], request[2]))
          .as(request[0] + " " + request[1])
          .isEqualTo(404);
    }
    for (String list : List.of("/admin/v1/functions", base, "/queues", "/admin/v1/schedules")) {
      assertThat(send(other, "GET", list, "").body())
          .as(list)
          .doesNotContain("echo")
          .doesNotContain("jobs");
    }
    assertThat(send(acme, "POST", "/function/echo", "hi").body()).isEqualTo("hi");
    assertThat(send(admin, "POST", "/function/echo", "hi").body()).isEqualTo("hi");
    JsonNode bill = node.json(send(acme, "GET", "/admin/v1/bill", ""));
    assertThat(bill.path("lines").get(0).path("tenant").asString()).isEqualTo("acme");
    assertThat(bill.path("lines").get(0).path("calls").asInt()).isEqualTo(2);
    assertThat(node.json(send(other, "GET", "/admin/v1/bill?tenant=acme", "")).path("lines"))
        .isEmpty();
  }

  @Test
  void whatTheDefaultTenantRemovedOrSpeaksOfIsNotForOthersToTake() throws IOException {
    lock();
    String acme = key(admin, "acme-ci", "acme", "deploy");
    String manifest = JavaFunction.manifest(directory, "echo", ECHO, "");
    assertThat(status(admin, "PUT", "/admin/v1/functions/echo", manifest)).isEqualTo(200);
    assertThat(status(admin, "DELETE", "/admin/v1/functions/echo", "")).isEqualTo(200);
    assertThat(status(admin, "PUT", "/queues/jobs", "{\"deadLetter\":\"dead\"}")).isEqualTo(200);
    String schedule = "{\"expression\":\"rate(1 hour)\",\"function\":\"ticked\"}";
    assertThat(status(admin, "PUT", "/admin/v1/schedules/hourly", schedule)).isEqualTo(200);
    String trigger = "{\"bucket\":\"bin\",\"function\":\"triggered\"}";
    assertThat(status(admin, "PUT", "/admin/v1/triggers/bin", trigger)).isEqualTo(200);
    String graph =
        """
        apiVersion: serving.kserve.io/v1alpha1
        kind: InferenceGraph
        metadata: {name: leads}
        spec: {nodes: {root: {routerType: Sequence, steps: [{serviceName: sum}]}}}
        """;
    assertThat(status(admin, "PUT", "/admin/v1/models/sum", model("sum"))).isEqualTo(200);
    assertThat(status(admin, "PUT", "/admin/v1/graphs/leads", graph)).isEqualTo(200);
    assertThat(status(admin, "DELETE", "/admin/v1/models/sum", "")).isEqualTo(200);
    String sends = JavaFunction.manifest(directory, "sends", ECHO, "");
    assertThat(status(admin, "PUT", "/admin/v1/functions/sends", sends)).isEqualTo(200);
    String mapping =
        "{\"FunctionName\":\"sends\",\"EventSourceArn\":\"arn:aws:sqs:local:000000000000:fed\"}";
    assertThat(status(admin, "POST", "/2015-03-31/event-source-mappings", mapping)).isEqualTo(202);
    assertThat(status(admin, "DELETE", "/queues/fed", "")).isEqualTo(200);
    String destination =
        "{\"DestinationConfig\":{\"OnSuccess\":{\"Destination\":\"queue:sent\"},"
            + "\"OnFailure\":{\"Destination\":\"function:failed\"}}}";
    String events = "/2019-09-25/functions/sends/event-invoke-config";
    assertThat(status(admin, "PUT", events, destination)).isEqualTo(200);

    for (String name : List.of("echo", "ticked", "triggered", "failed", "sum")) {
      assertThat(status(acme, "PUT", "/admin/v1/functions/" + name, "{}")).as(name).isEqualTo(409);
    }
    for (String path :
        List.of(
            "/queues/dead",
            "/queues/fed",
            "/queues/sent",
            "/objects/bin/a",
            "/admin/v1/models/sum")) {
      assertThat(status(acme, "PUT", path, "{}")).as(path).isEqualTo(409);
    }
    assertThat(status(acme, "PUT", "/admin/v1/functions/free", "{}")).isEqualTo(400);
  }

  @Test
  void tagsGiveWhoDeploysNoMoreThanTheirManifestWould() throws IOException {
    lock();
    String acme = key(admin, "acme-ci", "acme", "deploy");
    JavaFunction.manifest(directory, "echo", ECHO, "");
    String base = "/2015-03-31/functions";
    String made = send(acme, "POST", base, created("echo", directory.resolve("echo.jar"))).body();
    assertThat(made).contains("\"FunctionName\":\"echo\"");
    String tags = "/2017-03-31/tags/arn:aws:lambda:us-east-1:000000000000:function:echo";
    String trusted = "{\"Tags\":{\"hearth:trusted\":\"true\",\"hearth:sandbox\":\"jvm\"}}";

    HttpResponse<String> refused = send(acme, "POST", tags, trusted);
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
    assertThat(refused.body()).contains("administer");
    assertThat(send(acme, "GET", base + "/echo", "").body()).doesNotContain("hearth:trusted");
    assertThat(status(acme, "POST", tags, "{\"Tags\":{\"team\":\"stripes\"}}")).isEqualTo(204);

    assertThat(status(admin, "POST", tags, trusted)).isEqualTo(204);
    assertThat(status(acme, "DELETE", tags + "?tagKeys=hearth:sandbox", "")).isEqualTo(403);
    assertThat(send(acme, "GET", base + "/echo", "").body()).contains("stripes", "hearth:sandbox");
  }

  private static String created(String name, Path jar) throws IOException {
    return """
    {"FunctionName":"%s","Runtime":"java25","Handler":"Handles","Code":{"ZipFile":"%s"},
     "Role":"arn:aws:iam::000000000000:role/r"}
    """
        .formatted(name, Base64.getEncoder().encodeToString(Files.readAllBytes(jar)));
  }

  @Test
  void requestsThatFailAtOnceCountNoLonger() {
    node.close();
    start("tenants: {requests: 1}\n");
    lock();
    String caller = key(admin, "ci", "default", "invoke");
    for (int i = 0; i < 5; i++) {
      assertThat(status(caller, "GET", "/v2/models/gone/ready", "")).isEqualTo(404);
      assertThat(status(caller, "POST", "/function/no..name", "")).isBetween(400, 404);
      assertThat(status(caller, "POST", "/2015-03-31/functions/gone/invocations", "{}"))
          .as("one that its key lets in and its body again")
          .isEqualTo(404);
    }
  }

  @Test
  void foreignPagesChangeNothingAndForeignNamesAreNotAnswered() throws IOException {
    HttpResponse<String> foreign =
        node.send("DELETE", "/admin/v1/models/x", "", "Origin", "http://evil.example").join();
    assertThat(foreign.statusCode()).isEqualTo(403);
    assertThat(foreign.body()).contains("evil.example");
    HttpResponse<String> own =
        node.send("DELETE", "/admin/v1/models/x", "", "Origin", node.uri().toString()).join();
    assertThat(own.statusCode()).isEqualTo(404);
    assertThat(
            node.send("POST", "/v2/repository/index", "", "Sec-Fetch-Site", "cross-site")
                .join()
                .statusCode())
        .isEqualTo(403);
    assertThat(raw("GET /v2 HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 421");
    for (String host : new String[] {"a`b.rebound.example", "a%41b", "{rebound}.example"}) {
      assertThat(raw("GET /v2 HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
          .as(host)
          .startsWith("HTTP/1.1 4");
    }
    assertThat(raw("GET /v2 HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(node.uri().getHost(), node.uri().getPort())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void aCallerThatAsksTooOftenIsToldWhenToComeBack() {
    node.close();
    start("rate: {per-second: 0.01, burst: 3}\n");
    for (int i = 0; i < 3; i++) {
      assertThat(status("", "GET", "/v2", "")).isEqualTo(200);
    }
    HttpResponse<String> refused = send("", "GET", "/v2", "");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 100L);
  }

  @Test
  void headersThatDripInAreNotWaitedFor() throws IOException {
    node.close();
    start("connections: {headers-timeout: 1s, body-grace: 1s}\n");
    try (Socket socket = greeted()) {
      assertThat(socket.getInputStream().readNBytes(15)).isNotEmpty();
      socket
          .getOutputStream()
          .write("GET /v2 HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .as("what comes after the first answer, up to the end of the connection")
          .doesNotContain("HTTP/1.1");
    }
    assertThat(
            raw(
                "POST /v2/repository/index HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Length: 1000\r\n\r\n{"))
        .as("a body that does not come")
        .doesNotContain("200 OK");
    assertThat(node.metric("hearth_connections_late")).isEqualTo(2);
  }

  /** The first request of a connection, too, and where HTTP/2 might still be meant. */
  @ParameterizedTest
  @ValueSource(strings = {"G", "GET /v2 HTTP/1.1\r\nX-Slow: ", "P", "PRI * HTTP/2.0\r\n"})
  void theFirstHeadersAreNotWaitedForEither(String beginning) throws IOException {
    node.close();
    start("connections: {headers-timeout: 1s}\n");
    assertThat(raw(beginning)).doesNotContain("HTTP/1.1 200");
    assertThat(node.metric("hearth_connections_late")).isEqualTo(1);
  }

  @Test
  void connectionsAreLimitedThoughTheySayNothing() throws IOException {
    node.close();
    start("connections: {most: 2}\n");
    try (Socket one = silent();
        Socket two = silent();
        Socket three = silent()) {
      assertThat(three.getInputStream().read()).as("one too many").isEqualTo(-1);
      assertThat(one.isConnected() && two.isConnected()).isTrue();
    }
  }

  private Socket silent() throws IOException {
    var socket = new Socket(node.uri().getHost(), node.uri().getPort());
    socket.setSoTimeout(60_000);
    return socket;
  }

  /** A connection that has asked something, so that the node knows of it. */
  private Socket greeted() throws IOException {
    var socket = new Socket(node.uri().getHost(), node.uri().getPort());
    socket.setSoTimeout(60_000);
    socket
        .getOutputStream()
        .write("GET /v2 HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @Test
  void aNodeThatOthersReachMakesAKeyForItsOwner() throws IOException {
    node.close();
    node =
        TestNode.start(
            NodeConfig.defaults()
                .withHost("0.0.0.0")
                .withPort(0)
                .withData(directory.resolve("far")));
    Path file = directory.resolve("far").resolve("first-key");
    assertThat(node.node.announcement()).contains(file.toString());
    String first = Files.readString(file).strip();
    assertThat(node.node.announcement()).doesNotContain(first);
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    assertThat(status("", "GET", "/admin/v1/models", "")).isEqualTo(401);
    assertThat(status(first, "GET", "/metrics", "")).isEqualTo(200);
  }

  @Test
  void aNodeOnEveryAddressIsLookedAtOnThisOne() {
    assertThat(Up.near(URI.create("http://0.0.0.0:8080"))).hasToString("http://localhost:8080");
    assertThat(Up.near(URI.create("https://10.0.0.1:1"))).hasToString("https://10.0.0.1:1");
  }

  @Test
  void everyRouteHasItsRule() {
    var access = new Access(false);
    assertThat(node.node.routes())
        .hasSizeGreaterThan(100)
        .allMatch(route -> access.knows(route.split(" ", -1)[0], route.split(" ", -1)[1]));
    assertThat(node.node.grpcMethods())
        .isNotEmpty()
        .allMatch(method -> access.knows(Access.GRPC, method));
  }

  @Test
  void badSettingsAreRefusedWithTheRemedy() {
    for (String[] bad :
        new String[][] {
          {"tls: {certificate: /none.pem, key: /none.pem}", "/none.pem"},
          {"oidc: {issuer: i, audience: a, jwks: 'http://far.example/k'}", "https://"},
          {"oidc: {issuer: i, audience: a, jwks: /k, algorithms: [HS256]}", "HS256"},
          {"oidc: {issuer: i, jwks: /k}", "audience"}
        }) {
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(
              () ->
                  Node.start(
                      NodeConfig.parse(bad[0], new Registry())
                          .withPort(0)
                          .withData(directory.resolve("bad"))))
          .withMessageContaining(bad[1]);
    }
    Matcher id =
        Pattern.compile("hk_[0-9a-f]{12}_[0-9a-f]{64}")
            .matcher(key("", "k", "default", "administer"));
    assertThat(id.matches()).isTrue();
  }
}
