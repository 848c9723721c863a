package dev.hearth.gateway.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.functions.AsyncInvocations;
import dev.hearth.functions.CodeLimits;
import dev.hearth.functions.CodeStore;
import dev.hearth.functions.Concurrency;
import dev.hearth.functions.FunctionLimits;
import dev.hearth.functions.FunctionRecord;
import dev.hearth.functions.FunctionRuntime;
import dev.hearth.functions.FunctionStore;
import dev.hearth.functions.FunctionVersion;
import dev.hearth.functions.Functions;
import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeEnd.Answered;
import dev.hearth.functions.InvokeEnd.Failed;
import dev.hearth.functions.InvokeEnd.Metered;
import dev.hearth.functions.InvokeReply;
import dev.hearth.functions.KeyFileVault;
import dev.hearth.functions.Loop;
import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Owners;
import dev.hearth.gateway.security.Role;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.ProgramLimits;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The API over a socket, with a runtime that does what a function's handler is called. */
@NullUnmarked
class LambdaApiIT {
  private static final String BASE = "/2015-03-31/functions";
  private static final Metered METERED = new Metered(1, 0, 0, -1, "a line\n");

  @TempDir Path directory;
  private final ConcurrentLinkedQueue<String> accepted = new ConcurrentLinkedQueue<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private Vertx vertx;
  private Context context;
  private Functions functions;
  private HttpServer server;
  private FunctionStore store;
  private volatile Caller caller = Caller.ANONYMOUS;

  /** Does what the handler is called. */
  private static final class NamedRuntime implements FunctionRuntime {
    private final List<FunctionVersion> served = new ArrayList<>();

    @Override
    public CompletionStage<Integer> serve(FunctionVersion version, Concurrency concurrency) {
      served.add(version);
      return CompletableFuture.completedFuture(served.size() - 1);
    }

    @Override
    public void resize(int handle, Concurrency concurrency) {}

    @Override
    public CompletionStage<Void> retire(int handle) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public int ready(int handle) {
      return 0;
    }

    @Override
    public Runnable invoke(int handle, Invoke call, InvokeReply reply) {
      switch (served.get(handle).configuration().handler()) {
        case "echo" -> reply.ended(new Answered(call.payload(), METERED));
        case "url" ->
            reply.ended(
                new Answered(
                    """
                    {"statusCode": 201, "headers": {"X-Mine": "yes", "Content-Type": "text/css"},
                     "cookies": ["a=1", "b=2"], "body": "aGk=", "isBase64Encoded": true}
                    """
                        .getBytes(UTF_8),
                    METERED));
        case "throws" ->
            reply.ended(
                new Failed(
                    new CallEnd.Failed(
                        CallEnd.Kind.UNHANDLED, "KeyError", "no key", new byte[0], true),
                    METERED));
        case "parts" -> {
          reply.streaming("text/plain");
          reply.part("one ".getBytes(UTF_8));
          reply.part("two".getBytes(UTF_8));
          reply.ended(new Answered(new byte[0], METERED));
        }
        default -> throw new AssertionError("no such handler");
      }
      return () -> {};
    }
  }

  @BeforeEach
  void open() {
    start(Map.of());
  }

  private void start(Map<String, String> credentials) {
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
    var loop =
        new Loop() {
          @Override
          public void execute(Runnable work) {
            context.runOnContext(_ -> work.run());
          }

          @Override
          public long millis() {
            return System.currentTimeMillis();
          }

          @Override
          public long elapsed() {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
          }

          @Override
          public Runnable after(long millis, Runnable work) {
            throw new AssertionError("nothing here waits");
          }
        };
    store =
        FunctionStore.open(
            directory.resolve("functions.db"), KeyFileVault.open(directory.resolve("key")));
    functions =
        new Functions(
            store,
            CodeStore.open(directory.resolve("code"), CodeLimits.DEFAULTS, store.digests()),
            new NamedRuntime(),
            loop,
            work -> Thread.ofVirtual().start(work),
            () -> UUID.randomUUID().toString(),
            FunctionLimits.DEFAULTS);
    AsyncInvocations events =
        (function, _, call) -> {
          accepted.add(function + " " + new String(call.payload(), UTF_8));
          return CompletableFuture.completedFuture(null);
        };
    var router = new Router();
    new LambdaApi(
            vertx,
            functions,
            functions,
            events,
            new Bodies(64 << 20, 256 << 20),
            new LambdaConfig(
                credentials,
                Map.of("AKID", Caller.ANONYMOUS),
                1_000_000_000,
                100,
                CodeLimits.DEFAULTS),
            System::currentTimeMillis)
        .addTo(router);
    var started = new CompletableFuture<HttpServer>();
    context.runOnContext(
        _ ->
            vertx
                .createHttpServer()
                .requestHandler(request -> router.handle(request, caller, Owners.NONE))
                .listen(0, "127.0.0.1")
                .onComplete(
                    done -> {
                      if (done.succeeded()) {
                        started.complete(done.result());
                      } else {
                        started.completeExceptionally(done.cause());
                      }
                    }));
    server = started.join();
  }

  @AfterEach
  void close() {
    stop();
    http.close();
  }

  private void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    store.close();
  }

  private HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
            .method(method, BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.sendAsync(request.build(), BodyHandlers.ofByteArray()).join();
  }

  private HttpResponse<byte[]> send(String method, String path, String body, String... headers) {
    return send(method, path, body.getBytes(UTF_8), headers);
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), UTF_8);
  }

  private static JsonNode json(HttpResponse<byte[]> response) {
    return Json.tree(response.body());
  }

  private static String zip() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("a.py"));
      zip.write("x = 1".getBytes(UTF_8));
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private HttpResponse<byte[]> create(String handler, String more) throws IOException {
    return send(
        "POST",
        BASE,
        """
        {"FunctionName": "%s", "Runtime": "python3.11", "Handler": "%s", "Code": {"ZipFile": "%s"},
         "Role": "arn:aws:iam::000000000000:role/r" %s}
        """
            .formatted(handler, handler, zip(), more));
  }

  private static void failed(int status, String type, String why, HttpResponse<byte[]> response) {
    assertThat(text(response)).contains(why);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("x-amzn-ErrorType")).hasValue(type);
    assertThat(json(response).get("Type").stringValue()).isEqualTo("User");
  }

  @Test
  void aCallIsAnsweredWithWhatAwsSays() throws IOException {
    HttpResponse<byte[]> created = create("echo", "");
    assertThat(created.statusCode()).as(text(created)).isEqualTo(201);
    HttpResponse<byte[]> answer =
        send("POST", BASE + "/echo/invocations", "{\"a\": 1}", "X-Amz-Log-Type", "Tail");
    assertThat(text(answer)).isEqualTo("{\"a\": 1}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("X-Amz-Executed-Version")).hasValue("$LATEST");
    assertThat(answer.headers().firstValue("X-Amz-Log-Result"))
        .hasValue(Base64.getEncoder().encodeToString("a line\n".getBytes(UTF_8)));
    assertThat(answer.headers().firstValue("X-Amz-Function-Error")).isEmpty();
    assertThat(UUID.fromString(answer.headers().firstValue("x-amzn-RequestId").orElseThrow()))
        .satisfies(id -> assertThat(id.version()).isEqualTo(4))
        .satisfies(id -> assertThat(id.variant()).isEqualTo(2));
    String arn = "arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Aecho";
    assertThat(text(send("POST", BASE + "/" + arn + "/invocations", ""))).isEqualTo("{}");
  }

  @Test
  void failuresOfFunctionsAreReports() throws IOException {
    create("throws", "");
    HttpResponse<byte[]> answer = send("POST", BASE + "/throws/invocations", "{}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("X-Amz-Function-Error")).hasValue("Unhandled");
    assertThat(text(answer)).isEqualTo("{\"errorMessage\":\"no key\",\"errorType\":\"KeyError\"}");
  }

  @Test
  void theOtherKindsOfInvocation() throws IOException {
    create("echo", "");
    String path = BASE + "/echo/invocations";
    assertThat(send("POST", path, "{}", "X-Amz-Invocation-Type", "DryRun").statusCode())
        .isEqualTo(204);
    assertThat(accepted).isEmpty();
    assertThat(send("POST", path, "{\"e\":1}", "X-Amz-Invocation-Type", "Event").statusCode())
        .isEqualTo(202);
    assertThat(accepted).containsExactly("echo {\"e\":1}");
    failed(
        400,
        "InvalidParameterValueException",
        "RequestResponse, Event, DryRun",
        send("POST", path, "{}", "X-Amz-Invocation-Type", "Later"));
  }

  @Test
  void payloadsHaveLimits() throws IOException {
    create("echo", "");
    String path = BASE + "/echo/invocations";
    byte[] most = ("\"" + "x".repeat((6 << 20) - 2) + "\"").getBytes(UTF_8);
    assertThat(send("POST", path, most).body()).isEqualTo(most);
    String large = "\"" + "x".repeat(6 << 20) + "\"";
    failed(413, "RequestTooLargeException", "6291456", send("POST", path, large));
    failed(
        413,
        "RequestTooLargeException",
        "262144",
        send("POST", path, "\"" + "x".repeat(256 << 10) + "\"", "X-Amz-Invocation-Type", "Event"));
    for (String broken : new String[] {"{", "nothing", "{} {}", " "}) {
      failed(400, "InvalidRequestContentException", "Could not parse", send("POST", path, broken));
    }
  }

  @Test
  void badInputIsToldWithItsName() throws IOException {
    create("echo", "");
    failed(409, "ResourceConflictException", "already exist", create("echo", ""));
    failed(400, "InvalidParameterValueException", "'Timeout'", create("a", ", \"Timeout\": 0"));
    failed(
        400, "InvalidParameterValueException", "'MemorySize'", create("a", ", \"MemorySize\": 1"));
    failed(
        400,
        "InvalidParameterValueException",
        "hearth:sandboxes",
        create("a", ", \"Tags\": {\"hearth:sandboxes\": \"x\"}"));
    failed(
        400,
        "InvalidParameterValueException",
        "AWS_REGION",
        create("a", ", \"Environment\": {\"Variables\": {\"AWS_REGION\": \"x\"}}"));
    failed(400, "InvalidParameterValueException", "Layers", create("a", ", \"Layers\": [\"x\"]"));
    failed(400, "InvalidRequestContentException", "json", send("POST", BASE, "{"));
    failed(
        400,
        "InvalidParameterValueException",
        "'FunctionName' must be given",
        send("POST", BASE, "{}"));
    failed(404, "ResourceNotFoundException", "function:none", send("GET", BASE + "/none", ""));
    failed(
        404,
        "ResourceNotFoundException",
        "echo:9",
        send("POST", BASE + "/echo/invocations?Qualifier=9", "{}"));
    assertThat(send("GET", "/2015-03-31/nothing", "").statusCode()).isEqualTo(404);
  }

  @Test
  void tagsSayWhatAwsHasNoWordsFor() throws IOException {
    HttpResponse<byte[]> created =
        create(
            "echo", ", \"Tags\": {\"hearth:sandbox\": \"zygote\", \"hearth:concurrency\": \"7\"}");
    assertThat(created.statusCode()).as(text(created)).isEqualTo(201);
    JsonNode shown = json(send("GET", BASE + "/echo", ""));
    assertThat(shown.get("Tags").get("hearth:concurrency").stringValue()).isEqualTo("7");
    String tags = "/2017-03-31/tags/arn:aws:lambda:us-east-1:000000000000:function:echo";
    failed(
        400,
        "InvalidParameterValueException",
        "true or false",
        send("POST", tags, "{\"Tags\": {\"hearth:network\": \"some\"}}"));
    assertThat(send("POST", tags, "{\"Tags\": {\"a\": \"b\"}}").statusCode()).isEqualTo(204);
    assertThat(send("DELETE", tags + "?tagKeys=hearth:sandbox&tagKeys=a", "").statusCode())
        .isEqualTo(204);
    assertThat(text(send("GET", tags, ""))).isEqualTo("{\"Tags\":{\"hearth:concurrency\":\"7\"}}");
  }

  /** As if a manifest had deployed it, which lets one instance take seven calls at once. */
  private void byManifest(String name) {
    var deployed = new CompletableFuture<FunctionRecord>();
    context.runOnContext(
        _ ->
            functions
                .retag(
                    name,
                    _ -> Map.of("hearth:from", "file:f.zip"),
                    (before, _) ->
                        before.withSandbox(
                            before.sandbox(),
                            before.isolation(),
                            before.trusted(),
                            new ProgramLimits(256 << 20, 2_000, 512 << 20, 64, 7, 1 << 20, 1 << 20),
                            before.network(),
                            before.idempotent()))
                .thenAccept(deployed::complete));
    deployed.join();
  }

  @Test
  void whatAManifestSaysTagsDoNotChange() throws IOException {
    create("echo", "");
    byManifest("echo");
    String tags = "/2017-03-31/tags/arn:aws:lambda:us-east-1:000000000000:function:echo";
    String error = "InvalidParameterValueException";
    for (String more : List.of("hearth:cpu\": \"1000", "hearth:from\": \"elsewhere")) {
      String body = "{\"Tags\": {\"%s\"}}".formatted(more);
      failed(400, error, "deployed by a manifest", send("POST", tags, body));
    }
    failed(400, error, "deployed by a manifest", send("DELETE", tags + "?tagKeys=hearth:from", ""));
    String team = "{\"Tags\": {\"team\": \"a\", \"hearth:from\": \"file:f.zip\"}}";
    assertThat(send("POST", tags, team).statusCode()).isEqualTo(204);
    assertThat(text(send("GET", tags, "")))
        .isEqualTo("{\"Tags\":{\"hearth:from\":\"file:f.zip\",\"team\":\"a\"}}");
    HttpResponse<byte[]> larger =
        send("PUT", BASE + "/echo/configuration", "{\"MemorySize\": 512}");
    assertThat(larger.statusCode()).as(text(larger)).isEqualTo(200);
    ProgramLimits limits = functions.get("echo").latest().configuration().limits();
    assertThat(limits.memoryBytes()).isEqualTo(512 << 20);
    assertThat(limits.concurrency()).isEqualTo(7);
  }

  @Test
  void nobodySaysThatAManifestDeployedAFunction() throws IOException {
    failed(
        400,
        "InvalidParameterValueException",
        "hearth:from",
        create("echo", ", \"Tags\": {\"hearth:from\": \"x\"}"));
  }

  @Test
  void partsAreMessagesOfAnEventStream() throws IOException {
    create("parts", "");
    byte[] stream =
        send("POST", "/2021-11-15/functions/parts/response-streaming-invocations", "{}").body();
    assertThat(new String(stream, UTF_8)).contains("PayloadChunk", "one ", "InvokeComplete");
    assertThat(text(send("POST", BASE + "/parts/invocations", "{}"))).isEqualTo("one two");
  }

  @Test
  void listsComeInPages() throws IOException {
    for (String name : List.of("echo", "parts", "throws")) {
      create(name, "");
    }
    JsonNode first = json(send("GET", BASE + "/?MaxItems=2", ""));
    assertThat(first.get("Functions")).hasSize(2);
    JsonNode second =
        json(
            send("GET", BASE + "/?MaxItems=2&Marker=" + first.get("NextMarker").stringValue(), ""));
    assertThat(second.get("Functions")).hasSize(1);
    assertThat(second.has("NextMarker")).isFalse();
  }

  @Test
  void aFunctionHasAnAddress() throws IOException {
    create("url", "");
    create("echo", "");
    failed(
        400,
        "InvalidParameterValueException",
        "AuthType",
        send("POST", "/2021-10-31/functions/url/url", "{}"));
    for (String name : List.of("url", "echo")) {
      String config =
          """
          {"AuthType": "NONE", "Cors": {"AllowOrigins": ["https://a.example"],
           "AllowMethods": ["POST"]}}
          """;
      assertThat(send("POST", "/2021-10-31/functions/" + name + "/url", config).statusCode())
          .isEqualTo(201);
    }
    HttpResponse<byte[]> answer = send("GET", "/function-url/url/", "");
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(text(answer)).isEqualTo("hi");
    assertThat(answer.headers().firstValue("X-Mine")).hasValue("yes");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/css");
    assertThat(answer.headers().allValues("Set-Cookie")).containsExactly("a=1", "b=2");
    JsonNode event =
        json(
            send(
                "POST",
                "/function-url/echo/a%20b/c?x=1&x=2&y=%26",
                "body",
                "Cookie",
                "k=v; l=w",
                "Origin",
                "https://a.example"));
    assertThat(event.get("version").stringValue()).isEqualTo("2.0");
    assertThat(event.get("rawPath").stringValue()).isEqualTo("/a%20b/c");
    assertThat(event.get("queryStringParameters").toString())
        .isEqualTo("{\"x\":\"1,2\",\"y\":\"&\"}");
    assertThat(event.get("cookies").toString()).isEqualTo("[\"k=v\",\"l=w\"]");
    assertThat(event.get("body").stringValue()).isEqualTo("body");
    assertThat(event.get("requestContext").get("http").get("method").stringValue())
        .isEqualTo("POST");
    HttpResponse<byte[]> preflight =
        send(
            "OPTIONS",
            "/function-url/echo/",
            "",
            "Origin",
            "https://a.example",
            "Access-Control-Request-Method",
            "POST");
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
        .hasValue("https://a.example");
    assertThat(send("GET", "/function-url/none/", "").statusCode()).isEqualTo(404);
  }

  @Test
  void noAnswerOfAnAddressIsAServiceWorker() throws IOException {
    create("url", "");
    send("POST", "/2021-10-31/functions/url/url", "{\"AuthType\": \"NONE\"}");
    HttpResponse<byte[]> refused =
        send("GET", "/function-url/url/", "", "Service-Worker", "script");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(text(refused)).contains("service worker");
    assertThat(send("GET", "/function-url/url/", "").headers().firstValue("X-Content-Type-Options"))
        .hasValue("nosniff");
  }

  @Test
  void whoOnlyCallsSeesNoEnvironment() throws IOException {
    create("echo", ", \"Environment\": {\"Variables\": {\"TOKEN\": \"hush\"}}");
    List<String> paths = List.of("/echo", "/echo/configuration", "/echo/versions");
    for (Role role : List.of(Role.DEPLOY, Role.ADMINISTER)) {
      caller = new Caller("ci", Caller.DEFAULT_TENANT, Set.of(role));
      assertThat(paths).allMatch(path -> text(send("GET", BASE + path, "")).contains("hush"));
    }
    caller = new Caller("app", Caller.DEFAULT_TENANT, Set.of(Role.INVOKE));
    for (String path : paths) {
      HttpResponse<byte[]> shown = send("GET", BASE + path, "");
      assertThat(shown.statusCode()).isEqualTo(200);
      assertThat(text(shown)).contains("python3.11").doesNotContain("hush", "Environment");
    }
  }

  /** The answer to a request whose body does not come. */
  private String answerBeforeTheBody(String authorization) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
      socket.setSoTimeout(10_000);
      String head =
          """
          POST %s/echo/invocations HTTP/1.1
          Host: a
          Content-Length: 9
          Authorization: %s

          """
              .formatted(BASE, authorization)
              .replace("\n", "\r\n");
      socket.getOutputStream().write(head.getBytes(UTF_8));
      var answer = new byte[4_096];
      int length = socket.getInputStream().read(answer);
      return new String(answer, 0, Math.max(0, length), UTF_8);
    }
  }

  @Test
  void whoCannotHaveSignedIsRefusedBeforeTheBodyIsRead() throws IOException {
    caller = Caller.NOBODY;
    assertThat(answerBeforeTheBody("AWS4-x"))
        .startsWith("HTTP/1.1 401 ")
        .contains("x-amzn-ErrorType: MissingAuthenticationTokenException");
    stop();
    start(Map.of("AKID", "secret"));
    assertThat(answerBeforeTheBody("AWS4-x"))
        .startsWith("HTTP/1.1 403 ")
        .contains("x-amzn-ErrorType: MissingAuthenticationTokenException");
    assertThat(
            answerBeforeTheBody(
                "AWS4-HMAC-SHA256 Credential=OTHER/20261123/local/lambda/aws4_request,"
                    + " SignedHeaders=host, Signature="
                    + "0".repeat(64)))
        .startsWith("HTTP/1.1 403 ")
        .contains("x-amzn-ErrorType: UnrecognizedClientException");
  }

  @Test
  void withCredentialsOnlySignedRequestsAreTaken() {
    stop();
    start(Map.of("AKID", "secret"));
    HttpResponse<byte[]> refused = send("GET", BASE, "");
    failed(403, "MissingAuthenticationTokenException", "not signed", refused);
    assertThat(text(refused)).doesNotContain("secret");
  }
}
