package dev.hearth.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A server on a free port that answers as a test says and remembers what it was asked. */
final class FakeServer implements AutoCloseable {
  /** What to answer. */
  interface Script {
    /** {@code number} counts the posted requests from 0. */
    Reply reply(int number) throws InterruptedException;
  }

  record Reply(int status, String body) {}

  /** A posted request. */
  static final class Asked {
    private final String line;
    private final byte[] body;

    private Asked(String line, byte[] body) {
      this.line = line;
      this.body = body;
    }

    String line() {
      return line;
    }

    byte[] body() {
      return body;
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  static final String OUTPUTS =
      """
      {"model_name":"m","outputs":[{"name":"y","datatype":"FP32","shape":[1,2],"data":[1.5,2]}]}\
      """;

  private static final InetSocketAddress FREE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final Set<String> shown = ConcurrentHashMap.newKeySet();
  private volatile String key = "";
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger posted = new AtomicInteger();
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final String metadata;
  private final Script script;

  FakeServer(String metadata, Script script) throws IOException {
    this(metadata, script, HttpServer.create(FREE, 0));
  }

  private FakeServer(String metadata, Script script, HttpServer server) {
    this.metadata = metadata;
    this.script = script;
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /**
   * One that encrypts.
   *
   * @param clients whether callers must show a certificate that it trusts
   */
  static FakeServer encrypted(SSLContext tls, boolean clients, String metadata, Script script)
      throws IOException {
    HttpsServer server = HttpsServer.create(FREE, 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = tls.getDefaultSSLParameters();
            wanted.setNeedClientAuth(clients);
            parameters.setSSLParameters(wanted);
          }
        });
    return new FakeServer(metadata, script, server);
  }

  /** The same, which answers nobody without a key. */
  FakeServer asking(String wanted) {
    key = wanted;
    return this;
  }

  /** What callers showed as their keys, or as nothing. */
  Set<String> shown() {
    return Set.copyOf(shown);
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return (server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:" + port();
  }

  /** The first posted requests. */
  List<Asked> asked() {
    return asked;
  }

  int posted() {
    return posted.get();
  }

  int mostAtOnce() {
    return mostAtOnce.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    shown.add(authorization == null ? "" : authorization);
    if (!key.isEmpty() && !("Bearer " + key).equals(authorization)) {
      send(exchange, new Reply(401, "{\"error\":\"this node asks for a key\"}"));
      return;
    }
    if (exchange.getRequestMethod().equals("GET")) {
      send(exchange, new Reply(metadata.isEmpty() ? 404 : 200, metadata));
      return;
    }
    int number = posted.getAndIncrement();
    if (number < 100) {
      String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      asked.add(new Asked(line, body));
    }
    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    try {
      Reply reply = script.reply(number);
      atOnce.decrementAndGet();
      send(exchange, reply);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
    try (var to = exchange.getResponseBody()) {
      to.write(bytes);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }
}
