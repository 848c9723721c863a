package dev.hearth.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** A server of files on this machine that takes its time over each. */
final class SlowServer implements AutoCloseable {
  private static final int PIECES = 8;
  private static final long PAUSE_NANOS = 10_000_000;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();

  SlowServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Serves a file and gives its address. */
  String serve(String name, byte[] content) {
    files.put("/" + name, content);
    return "http://127.0.0.1:%d/%s".formatted(server.getAddress().getPort(), name);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] content = files.getOrDefault(exchange.getRequestURI().getPath(), new byte[0]);
      exchange.getResponseHeaders().set("ETag", "\"" + content.length + "\"");
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      exchange.sendResponseHeaders(200, content.length);
      for (int piece = 0; piece < PIECES; piece++) {
        int from = piece * content.length / PIECES;
        int to = (piece + 1) * content.length / PIECES;
        exchange.getResponseBody().write(content, from, to - from);
        exchange.getResponseBody().flush();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (IOException _) {
      return; // whoever asked was killed
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
