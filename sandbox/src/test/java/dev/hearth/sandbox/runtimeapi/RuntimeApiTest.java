package dev.hearth.sandbox.runtimeapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.Neighbours;
import dev.hearth.sandbox.ProgramLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The protocol, as a runtime sees it. */
class RuntimeApiTest implements RuntimeApi.Host {
  private static final byte[] NONE = {};
  private static final ProgramLimits LIMITS =
      new ProgramLimits(1 << 20, 1_000, 0, 1, 1, 1_000, 1_000);

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();

  private final CompletableFuture<CallListener> innerReply = new CompletableFuture<>();
  private final CompletableFuture<Void> takenBack = new CompletableFuture<>();
  private final Neighbours neighbours =
      (within, function, payload, reply) -> {
        heard.add(within.requestId() + " calls " + function + " " + new String(payload, UTF_8));
        innerReply.complete(reply);
        return () -> takenBack.complete(null);
      };

  private int port;
  private RuntimeApi api;

  @BeforeEach
  void open() throws IOException {
    open(LIMITS);
  }

  private void open(ProgramLimits limits) throws IOException {
    ServerSocketChannel listening = ServerSocketChannel.open();
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    port = listening.socket().getLocalPort();
    api = new RuntimeApi(loops.next(), listening, limits, neighbours, this);
  }

  @AfterEach
  void close() {
    client.shutdownNow();
    api.closeAndWait();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Override
  public void began(CallListener call) {
    heard.add("began");
  }

  @Override
  public void ending(CallListener call) {
    heard.add("ending");
  }

  @Override
  public void stop() {
    stopped.complete(null);
  }

  private static final class Listening implements CallListener {
    final CompletableFuture<CallEnd> end = new CompletableFuture<>();
    final StringBuilder parts = new StringBuilder();
    final CompletableFuture<String> streaming = new CompletableFuture<>();
    final CompletableFuture<Void> firstPart = new CompletableFuture<>();

    @Override
    public void streaming(String contentType) {
      streaming.complete(contentType);
    }

    @Override
    public void part(byte[] bytes) {
      parts.append(new String(bytes, UTF_8));
      firstPart.complete(null);
    }

    @Override
    public void ended(CallEnd ended) {
      end.complete(ended);
    }

    CallEnd await() throws Exception {
      return end.get(30, TimeUnit.SECONDS);
    }

    CallEnd.Failed failure() throws Exception {
      return (CallEnd.Failed) await();
    }
  }

  private static Call call(long id, String payload) {
    return new Call(
        id,
        "request-" + id,
        payload.getBytes(UTF_8),
        1_234,
        "arn:aws:lambda:local:000000000000:function:f",
        "default",
        Optional.of("Root=1\r\nInjected: yes"),
        Optional.of("{\"client\":\"\u00e4\"}"));
  }

  private Listening invoke(long id, String payload) {
    var listening = new Listening();
    api.invoke(call(id, payload), listening);
    return listening;
  }

  private CompletableFuture<HttpResponse<String>> next() {
    return client.sendAsync(
        HttpRequest.newBuilder(uri("invocation/next")).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    var request = HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + "/2018-06-01/runtime/" + path);
  }

  @Test
  void callWaitsForTheRuntimeAndCarriesWhatIsKnownOfIt() throws Exception {
    Listening listening = invoke(1, "\"in\"");
    HttpResponse<String> asked = next().get(30, TimeUnit.SECONDS);

    assertThat(asked.body()).isEqualTo("\"in\"");
    assertThat(asked.headers().firstValue("Lambda-Runtime-Aws-Request-Id")).hasValue("request-1");
    assertThat(asked.headers().firstValue("Lambda-Runtime-Deadline-Ms")).hasValue("1234");
    assertThat(asked.headers().firstValue("Lambda-Runtime-Invoked-Function-Arn"))
        .hasValue("arn:aws:lambda:local:000000000000:function:f");
    assertThat(asked.headers().firstValue("Lambda-Runtime-Trace-Id"))
        .hasValue("Root=1??Injected: yes");
    assertThat(asked.headers().firstValue("Lambda-Runtime-Client-Context"))
        .hasValue("{\"client\":\"\\u00e4\"}");
    assertThat(asked.headers().firstValue("Injected")).isEmpty();

    assertThat(post("invocation/request-1/response", "\"out\"").statusCode()).isEqualTo(202);
    assertThat(((CallEnd.Answered) listening.await()).payload()).asString().isEqualTo("\"out\"");
    assertThat(heard).containsExactly("began", "ending");
  }

  private CompletableFuture<HttpResponse<String>> callOther(String requestId, String payload) {
    URI uri = URI.create("http://127.0.0.1:" + port + "/hearth/functions/other%3A%24LATEST");
    return client.sendAsync(
        HttpRequest.newBuilder(uri)
            .header("Lambda-Runtime-Aws-Request-Id", requestId)
            .POST(HttpRequest.BodyPublishers.ofString(payload))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void callGetsTheAnswerOfAnotherFunction() throws Exception {
    Listening listening = invoke(1, "1");
    next().get(30, TimeUnit.SECONDS);
    CompletableFuture<HttpResponse<String>> other = callOther("request-1", "in");
    CallListener reply = innerReply.get(30, TimeUnit.SECONDS);
    reply.part("o".getBytes(UTF_8));
    reply.ended(new CallEnd.Answered("ut".getBytes(UTF_8)));

    assertThat(other.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(other.join().body()).isEqualTo("out");
    assertThat(heard).containsExactly("began", "request-1 calls other:$LATEST in");
    assertThat(post("invocation/request-1/response", "1").statusCode()).isEqualTo(202);
    assertThat(listening.await()).isInstanceOf(CallEnd.Answered.class);
    assertThat(takenBack).isNotDone();
  }

  @Test
  void errorOfAnotherFunctionIsNamed() throws Exception {
    invoke(1, "1");
    next().get(30, TimeUnit.SECONDS);
    CompletableFuture<HttpResponse<String>> other = callOther("request-1", "in");
    innerReply
        .get(30, TimeUnit.SECONDS)
        .ended(new CallEnd.Failed(CallEnd.Kind.UNHANDLED, "Its.Error", "its reason", NONE, true));

    assertThat(other.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(424);
    assertThat(other.join().body())
        .isEqualTo("{\"errorType\":\"Its.Error\",\"errorMessage\":\"its reason\"}");
  }

  @Test
  void otherFunctionIsTakenBackWithTheCallThatCalledIt() throws Exception {
    invoke(1, "1");
    next().get(30, TimeUnit.SECONDS);
    CompletableFuture<HttpResponse<String>> other = callOther("request-1", "in");
    innerReply.get(30, TimeUnit.SECONDS);
    api.abort(1, CallEnd.Kind.TIMED_OUT);

    takenBack.get(30, TimeUnit.SECONDS);
    assertThat(other.get(30, TimeUnit.SECONDS).body()).contains("Sandbox.Aborted");
  }

  @Test
  void otherFunctionsAreCalledWithinACallAndWithWhatTheyTake() throws Exception {
    assertThat(callOther("request-1", "in").get(30, TimeUnit.SECONDS).body())
        .contains("InvalidRequestID");
    invoke(1, "1");
    next().get(30, TimeUnit.SECONDS);

    HttpResponse<String> large =
        callOther("request-1", "1".repeat(1_001)).get(30, TimeUnit.SECONDS);
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(large.body()).contains("RequestTooLargeException");
    assertThat(innerReply).isNotDone();
  }

  @Test
  void connectionsBeyondThoseOfItsCallsAreClosed() throws Exception {
    var open = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 67; i++) {
        open.add(new Socket(InetAddress.getLoopbackAddress(), port));
        open.getLast().setSoTimeout(30_000);
      }
      assertThat(open.getLast().getInputStream().read()).isEqualTo(-1);
      Socket last = open.get(65);
      write(last, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(last.getInputStream().read()).isEqualTo('H');
    } finally {
      for (Socket each : open) {
        each.close();
      }
    }
  }

  /** Something that was sent on a connection of its own, all of it read. */
  private EmbeddedChannel sent(String text) throws Exception {
    var channel = new EmbeddedChannel(new HttpServerCodec(), new Connection(api));
    loops
        .next()
        .submit(() -> channel.writeInbound((Object) Unpooled.copiedBuffer(text, UTF_8)))
        .get(30, TimeUnit.SECONDS);
    return channel;
  }

  private static String answer(EmbeddedChannel channel) {
    var text = new StringBuilder();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      text.append(part.toString(UTF_8));
      part.release();
    }
    return text.toString();
  }

  @Test
  void payloadsOnTheirWayHoldNoMoreThanASandboxMay() throws Exception {
    invoke(1, "1");
    next().get(30, TimeUnit.SECONDS);
    String begun =
        "POST /hearth/functions/f HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
            + "Lambda-Runtime-Aws-Request-Id: request-1\r\n\r\n"
            + "x".repeat(999);
    var open = new ArrayList<EmbeddedChannel>();
    for (int i = 0; i < 8; i++) {
      open.add(sent(begun));
    }

    assertThat(answer(sent(begun + "x"))).contains(" 429 ", "TooManyRequestsException");
    loops
        .next()
        .submit(() -> open.forEach(EmbeddedChannel::finishAndReleaseAll))
        .get(30, TimeUnit.SECONDS);
    assertThat(innerReply).isNotDone();
    sent(begun + "x");
    assertThat(innerReply).isDone();
  }

  @Test
  void bodyForACallThatIsNotThereTakesNoRoom() throws Exception {
    for (int i = 0; i < 3; i++) {
      sent(
          "POST /2018-06-01/runtime/invocation/other/error HTTP/1.1\r\nHost: x\r\n"
              + "Content-Length: 200001\r\n\r\n"
              + "x".repeat(200_000));
    }
    Listening listening = invoke(1, "1");
    next().get(30, TimeUnit.SECONDS);
    post("invocation/request-1/error", "{\"errorType\":\"Mine\"}" + " ".repeat(200_000));
    assertThat(listening.failure().errorType()).isEqualTo("Mine");
  }

  @Test
  void runtimeWaitsForTheCall() throws Exception {
    CompletableFuture<HttpResponse<String>> asked = next();
    api.ready().get(30, TimeUnit.SECONDS);
    assertThat(asked).isNotDone();
    invoke(1, "1");
    assertThat(asked.get(30, TimeUnit.SECONDS).body()).isEqualTo("1");
  }

  @Test
  void secondAndLateAndForeignAnswersAreRefused() throws Exception {
    Listening first = invoke(1, "1");
    next().get(30, TimeUnit.SECONDS);
    assertThat(post("invocation/request-1/response", "1").statusCode()).isEqualTo(202);
    first.await();

    for (String path : List.of("request-1/response", "request-1/error", "other/response")) {
      HttpResponse<String> refused = post("invocation/" + path, "1");
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("InvalidRequestID");
    }
  }

  @Test
  void answerAfterTheCallWasStoppedIsRefused() throws Exception {
    Listening listening = invoke(1, "1");
    next().get(30, TimeUnit.SECONDS);
    api.abort(1, CallEnd.Kind.TIMED_OUT);

    CallEnd.Failed failed = listening.failure();
    assertThat(failed.kind()).isEqualTo(CallEnd.Kind.TIMED_OUT);
    assertThat(failed.usable()).isFalse();
    stopped.get(30, TimeUnit.SECONDS);
    assertThat(post("invocation/request-1/response", "1").statusCode()).isEqualTo(400);
  }

  @Test
  void callThatNobodyTookYetIsTakenBackWithoutHarm() throws Exception {
    Listening listening = invoke(1, "1");
    api.abort(1, CallEnd.Kind.ABORTED);
    assertThat(listening.failure().usable()).isTrue();
    assertThat(stopped).isNotDone();
  }

  @Test
  void errorIsReportedInItsOwnWords() throws Exception {
    Listening listening = invoke(1, "1");
    next().get(30, TimeUnit.SECONDS);
    String body = "{\"errorType\":\"ValueError\",\"errorMessage\":\"no\",\"stackTrace\":[]}";
    post("invocation/request-1/error", body, "Lambda-Runtime-Function-Error-Type", "Other");

    CallEnd.Failed failed = listening.failure();
    assertThat(failed.errorType()).isEqualTo("ValueError");
    assertThat(failed.message()).isEqualTo("no");
    assertThat(failed.body()).asString().isEqualTo(body);
    assertThat(failed.kind()).isEqualTo(CallEnd.Kind.UNHANDLED);
  }

  @Test
  void errorThatIsNoJsonKeepsTheTypeOfItsHeader() throws Exception {
    Listening listening = invoke(1, "1");
    next().get(30, TimeUnit.SECONDS);
    post("invocation/request-1/error", "<", "Lambda-Runtime-Function-Error-Type", "Mine");
    assertThat(listening.failure().errorType()).isEqualTo("Mine");
    assertThat(listening.failure().body()).isEmpty();
  }

  @Test
  void runtimeThatCannotStartSaysWhy() throws Exception {
    post("init/error", "{\"errorType\":\"Runtime.ImportError\",\"errorMessage\":\"no numpy\"}");
    assertThatThrownBy(() -> api.ready().get(30, TimeUnit.SECONDS))
        .hasMessageContaining("Runtime.ImportError: no numpy");
  }

  @Test
  void tooLargeAnAnswerEndsItsCallAlone() throws Exception {
    Listening listening = invoke(1, "1");
    next().get(30, TimeUnit.SECONDS);
    assertThat(post("invocation/request-1/response", "x".repeat(1_001)).statusCode())
        .isEqualTo(413);
    assertThat(listening.failure().errorType()).isEqualTo("Function.ResponseSizeTooLarge");

    Listening second = invoke(2, "2");
    next().get(30, TimeUnit.SECONDS);
    assertThat(post("invocation/request-2/response", "x".repeat(1_000)).statusCode())
        .isEqualTo(202);
    assertThat(second.await()).isInstanceOf(CallEnd.Answered.class);
  }

  @Test
  void runtimeThatAsksAgainGaveItsCallUp() throws Exception {
    Listening first = invoke(1, "1");
    next().get(30, TimeUnit.SECONDS);
    CompletableFuture<HttpResponse<String>> again = next();

    assertThat(first.failure().errorType()).isEqualTo("Runtime.InvalidStateTransition");
    assertThat(first.failure().usable()).isTrue();
    invoke(2, "2");
    assertThat(again.get(30, TimeUnit.SECONDS).body()).isEqualTo("2");
  }

  @Test
  void severalCallsRunAtOnceWhereTheFunctionTakesThem() throws Exception {
    api.closeAndWait();
    open(new ProgramLimits(1 << 20, 1_000, 0, 1, 3, 1_000, 1_000));
    var open = new ArrayList<Listening>();
    for (int i = 1; i <= 3; i++) {
      open.add(invoke(i, "1"));
      next().get(30, TimeUnit.SECONDS);
    }
    for (int i = 3; i >= 1; i--) {
      post("invocation/request-" + i + "/response", String.valueOf(i));
    }
    for (Listening each : open) {
      assertThat(each.await()).isInstanceOf(CallEnd.Answered.class);
    }
  }

  @Test
  void whatIsNotThereIsSaid() throws Exception {
    assertThat(post("invocation/next", "").statusCode()).isEqualTo(404);
    assertThat(post("restore/next", "").statusCode()).isEqualTo(404);
    assertThat(post("invocation//response", "").statusCode()).isEqualTo(400);
  }

  @Test
  void answerInPartsIsHandedOnAsItComes() throws Exception {
    Listening listening = invoke(1, "1");
    next().get(30, TimeUnit.SECONDS);
    try (Socket socket = stream("Content-Type: text/plain\r\n")) {
      write(socket, "5\r\nfirst\r\n");
      listening.firstPart.get(30, TimeUnit.SECONDS);
      assertThat(listening.streaming.get()).isEqualTo("text/plain");
      assertThat(listening.parts).hasToString("first");
      assertThat(listening.end).isNotDone();
      write(socket, "6\r\nsecond\r\n0\r\n\r\n");

      assertThat(((CallEnd.Answered) listening.await()).payload()).isEmpty();
      assertThat(listening.parts).hasToString("firstsecond");
    }
  }

  @Test
  void answerInPartsMayEndWithAnError() throws Exception {
    Listening listening = invoke(1, "1");
    next().get(30, TimeUnit.SECONDS);
    String report =
        Base64.getEncoder()
            .encodeToString("{\"errorType\":\"Late\",\"errorMessage\":\"m\"}".getBytes(UTF_8));
    try (Socket socket = stream("")) {
      write(socket, "1\r\nx\r\n0\r\nLambda-Runtime-Function-Error-Type: Late\r\n");
      write(socket, "Lambda-Runtime-Function-Error-Body: " + report + "\r\n\r\n");
      assertThat(listening.failure().errorType()).isEqualTo("Late");
    }
  }

  @Test
  void answerInPartsThatBreaksOffIsNoAnswer() throws Exception {
    Listening listening = invoke(1, "1");
    next().get(30, TimeUnit.SECONDS);
    try (Socket socket = stream("")) {
      write(socket, "1\r\nx\r\n");
      listening.firstPart.get(30, TimeUnit.SECONDS);
    }
    assertThat(listening.failure().errorType()).isEqualTo("Runtime.TruncatedResponse");
  }

  @Test
  void answerInPartsHasALimitToo() throws Exception {
    Listening listening = invoke(1, "1");
    next().get(30, TimeUnit.SECONDS);
    try (Socket socket = stream("")) {
      write(socket, "3e9\r\n" + "x".repeat(1_001) + "\r\n");
      assertThat(listening.failure().errorType()).isEqualTo("Function.ResponseSizeTooLarge");
    }
  }

  private Socket stream(String headers) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    write(
        socket,
        "POST /2018-06-01/runtime/invocation/request-1/response HTTP/1.1\r\nHost: x\r\n"
            + "Lambda-Runtime-Function-Response-Mode: streaming\r\n"
            + "Transfer-Encoding: chunked\r\n"
            + headers
            + "\r\n");
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  @Test
  void endOfTheRuntimeEndsItsCallsAndLaterOnes() throws Exception {
    Listening running = invoke(1, "1");
    next().get(30, TimeUnit.SECONDS);
    Listening waiting = invoke(2, "2");
    var told = new CompletableFuture<Void>();
    api.ended(Ends.crashed("exit status 3"), () -> told.complete(null));

    told.get(30, TimeUnit.SECONDS);
    assertThat(running.failure().message()).contains("exit status 3");
    assertThat(waiting.failure().kind()).isEqualTo(CallEnd.Kind.CRASHED);
    assertThat(invoke(3, "3").failure().usable()).isFalse();
  }
}
