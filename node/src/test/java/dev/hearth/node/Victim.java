package dev.hearth.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.hearth.inference.TinyModel;
import dev.hearth.policies.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/** A node on this machine that is attacked, and the ways in. */
public final class Victim implements AutoCloseable {
  private static final int LIMIT_MILLIS = 60_000;
  private static final String SUM =
      "{\"inputs\":[{\"name\":\"a\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]},"
          + "{\"name\":\"b\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[3,4.5]}]}";

  private final TestNode node;

  private Victim(TestNode node) {
    this.node = node;
  }

  /** Starts one with a configuration, and deploys the model {@code sum}. */
  public static Victim start(Path data, String yaml) {
    var config = NodeConfig.parse(yaml, new Registry()).withPort(0).withData(data);
    var victim = new Victim(TestNode.start(config));
    try {
      victim.node.deploySum("");
      return victim;
    } catch (IOException e) {
      victim.close();
      throw new UncheckedIOException(e);
    }
  }

  public URI uri() {
    return node.uri();
  }

  public HttpResponse<String> send(String method, String path, String body, String... headers) {
    return node.send(method, path, body, headers).join();
  }

  public HttpResponse<byte[]> sendBytes(String path, byte[] body, String... headers) {
    return node.sendBytes(path, body, headers);
  }

  /** Deploys an ONNX file that lies on the node's machine. */
  public HttpResponse<String> deploy(String name, Path directory, byte[] model) throws IOException {
    Path file = Files.write(directory.resolve(name + ".onnx"), model);
    return node.deploy(name, "kind: Model\nname: " + name + "\nfrom: file:" + file + "\n");
  }

  /** Whether it still does its work, and answers a caller who has nothing to do with the attack. */
  public boolean works() {
    HttpResponse<String> answer = node.infer(SUM);
    return answer.statusCode() == 200 && answer.body().contains("6.5");
  }

  public double metric(String series) {
    return node.metric(series);
  }

  /** A connection, encrypted if the node is, that gives up after a minute. */
  public Socket connect() throws IOException {
    String host = uri().getHost();
    Socket socket =
        uri().getScheme().equals("https")
            ? TestCertificates.trusting().getSocketFactory().createSocket(host, uri().getPort())
            : new Socket(host, uri().getPort());
    socket.setSoTimeout(LIMIT_MILLIS);
    return socket;
  }

  /** Bytes as they are on a connection of its own; what comes until it is closed, one char each. */
  public String raw(String request) {
    try (var socket = connect()) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      if (!request.contains("Connection: close") && !uri().getScheme().equals("https")) {
        socket.shutdownOutput();
      }
      return received(socket);
    } catch (SocketException _) {
      return "";
    } catch (IOException e) {
      throw new AssertionError("neither an answer nor an end came", e);
    }
  }

  /** What comes until the connection ends, or is cut. */
  private static String received(Socket socket) throws IOException {
    var answer = new StringBuilder();
    var buffer = new byte[1 << 12];
    try {
      for (int read = 0; read >= 0; read = socket.getInputStream().read(buffer)) {
        answer.append(new String(buffer, 0, read, ISO_8859_1));
      }
    } catch (SocketException _) {
      return answer.toString();
    }
    return answer.toString();
  }

  /** A model that is well-formed and harmless. */
  public static byte[] harmless() {
    return TinyModel.arithmetic(2).bytes();
  }

  @Override
  public void close() {
    node.close();
  }
}
