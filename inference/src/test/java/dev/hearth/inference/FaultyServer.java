package dev.hearth.inference;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server of one file on a free port of this machine, which misbehaves as told. */
final class FaultyServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);

  /** What was asked: method, range, condition, credentials; each {@code -} if absent. */
  final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  /** Statuses to answer before anything else. */
  final Queue<Integer> statuses = new ArrayDeque<>();

  /** For each coming answer after how many bytes its connection is cut. */
  final Queue<Integer> cuts = new ArrayDeque<>();

  volatile byte[] content;
  volatile String tag = "\"one\"";
  volatile String modified = "";
  volatile boolean ignoresRange;
  volatile boolean ignoresCondition;
  volatile boolean stalls;
  volatile boolean unsized;
  volatile long declared = -1;
  volatile String location = "";
  volatile String encoding = "";

  FaultyServer(byte[] content) throws IOException {
    this.content = content;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** The address of the file, on this machine's own address, not its name. */
  String address() {
    return "http://" + authority() + "/m.onnx";
  }

  String authority() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(
          String.join(
              " ",
              exchange.getRequestMethod(),
              header(exchange, "Range"),
              header(exchange, "If-Range"),
              header(exchange, "Authorization")));
      if (!statuses.isEmpty()) {
        exchange.sendResponseHeaders(statuses.remove(), -1);
      } else if (!location.isEmpty() && !exchange.getRequestURI().getPath().equals("/moved")) {
        exchange.getResponseHeaders().set("Location", location);
        exchange.sendResponseHeaders(302, -1);
      } else {
        serve(exchange);
      }
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    set(exchange, "ETag", tag);
    set(exchange, "Last-Modified", modified);
    set(exchange, "Content-Encoding", encoding);
    if (exchange.getRequestMethod().equals("HEAD")) {
      set(exchange, "Content-Length", Integer.toString(content.length));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    int from = from(exchange);
    if (from > 0 && from >= content.length) {
      set(exchange, "Content-Range", "bytes */" + content.length);
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    if (from > 0) {
      String range = "bytes %d-%d/%d".formatted(from, content.length - 1, content.length);
      set(exchange, "Content-Range", range);
    }
    send(exchange, from > 0 ? 206 : 200, Arrays.copyOfRange(content, from, content.length));
  }

  private int from(HttpExchange exchange) {
    String range = header(exchange, "Range");
    String condition = header(exchange, "If-Range");
    boolean same = ignoresCondition || condition.equals(tag) || condition.equals(modified);
    return ignoresRange || range.equals("-") || !same
        ? 0
        : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
  }

  private void send(HttpExchange exchange, int status, byte[] bytes) throws IOException {
    exchange.sendResponseHeaders(status, unsized ? 0 : declared >= 0 ? declared : bytes.length);
    Integer cut = cuts.poll();
    exchange.getResponseBody().write(bytes, 0, cut == null ? bytes.length : cut);
    exchange.getResponseBody().flush();
    if (stalls) {
      awaitClosing();
    }
  }

  private void awaitClosing() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void set(HttpExchange exchange, String name, String value) {
    if (!value.isEmpty()) {
      exchange.getResponseHeaders().set(name, value);
    }
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "-" : value;
  }

  List<String> downloads() {
    return requests.stream().filter(request -> request.startsWith("GET")).toList();
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.close();
  }
}
