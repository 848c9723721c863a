package dev.hearth.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Objects as files behind HTTP on the loopback interface, not forced to the disk: as quick as a
 * store of objects gets.
 */
final class FileObjectStore implements AutoCloseable {
  private final Path directory;
  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  FileObjectStore() throws IOException {
    directory = Files.createTempDirectory("objects");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.start();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Path file = directory.resolve(exchange.getRequestURI().getPath().substring(1));
      if (exchange.getRequestMethod().equals("PUT")) {
        Files.write(file, exchange.getRequestBody().readAllBytes());
        exchange.sendResponseHeaders(204, -1);
      } else {
        byte[] object = Files.readAllBytes(file);
        exchange.sendResponseHeaders(200, object.length);
        exchange.getResponseBody().write(object);
      }
    }
  }

  private HttpRequest.Builder request(String name) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + name));
  }

  void put(String name, byte[] object) {
    send(request(name).PUT(HttpRequest.BodyPublishers.ofByteArray(object)).build());
  }

  byte[] get(String name) {
    return send(request(name).GET().build());
  }

  private byte[] send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.stop(0);
    try (var files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
