package dev.hearth.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** HTTP/1.1 byte by byte: requests that no client library would send. */
final class Wire {
  private static final int LIMIT_MILLIS = 60_000;
  private static final int CHUNK = 1 << 16;
  private static final Pattern LENGTH =
      Pattern.compile("(?is)\\r\\ncontent-length: *(\\d+)\\r\\n(?:.*?\\r\\n)??\\r\\n");
  private static final JsonMapper JSON = JsonMapper.shared();

  private Wire() {}

  /** An answer; the head are its status line and headers. */
  record Answer(int status, String head, String body) {
    JsonNode json() {
      return JSON.readTree(body);
    }

    /** The one sentence of an error body, which holds nothing else. */
    String error() {
      JsonNode json = json();
      if (json.size() != 1 || !json.path("error").isString()) {
        throw new AssertionError("not an error in the protocol's form: " + body);
      }
      return json.get("error").asString();
    }
  }

  static Answer send(URI node, BadRequest bad) {
    return send(node, bad.method(), bad.path(), bad.headers(), bad.body());
  }

  /** A whole request on a connection of its own. */
  static Answer send(
      URI node, String method, String path, Map<String, String> headers, byte[] body) {
    var head = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    head.append("Host: localhost\r\nConnection: close\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (!headers.containsKey("Content-Length") && !headers.containsKey("Transfer-Encoding")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    byte[] start = head.append("\r\n").toString().getBytes(UTF_8);
    var all = new ByteArrayOutputStream();
    all.writeBytes(start);
    all.writeBytes(body);
    return send(node, all.toByteArray());
  }

  /** Any bytes; reads one answer. */
  static Answer send(URI node, byte[] request) {
    try (Socket socket = new Socket(node.getHost(), node.getPort())) {
      socket.setSoTimeout(LIMIT_MILLIS);
      Thread writer = Thread.ofVirtual().start(() -> write(socket, request));
      String text = new String(readAnswer(socket.getInputStream()), UTF_8);
      writer.interrupt();
      return parse(text);
    } catch (IOException e) {
      throw new AssertionError("no answer to " + shown(request), e);
    }
  }

  /** Sends bytes and closes the connection without waiting for an answer. */
  static void abandon(URI node, String request) {
    try (Socket socket = new Socket(node.getHost(), node.getPort())) {
      socket.getOutputStream().write(request.getBytes(UTF_8));
    } catch (IOException e) {
      throw new AssertionError("the node does not take connections", e);
    }
  }

  private static void write(Socket socket, byte[] request) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(request);
      out.flush();
    } catch (IOException _) {
      return; // the node may close before it has read everything
    }
  }

  /** One answer: until its end, or that of the connection, also where that is a reset. */
  private static byte[] readAnswer(InputStream in) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var chunk = new byte[CHUNK];
    try {
      while (!whole(bytes.toString(UTF_8))) {
        int read = in.read(chunk);
        if (read < 0) {
          break;
        }
        bytes.write(chunk, 0, read);
      }
    } catch (SocketException e) {
      if (bytes.size() == 0) {
        throw e;
      }
    }
    return bytes.toByteArray();
  }

  private static boolean whole(String text) {
    Matcher length = LENGTH.matcher(text);
    return length.find()
        && text.substring(length.end()).getBytes(UTF_8).length >= Integer.parseInt(length.group(1));
  }

  private static String shown(byte[] request) {
    return new String(request, 0, Math.min(request.length, 300), ISO_8859_1);
  }

  private static Answer parse(String text) throws IOException {
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IOException("this is no HTTP answer: '" + text + "'");
    }
    int status = Integer.parseInt(text.split(" ", 3)[1]);
    return new Answer(status, text.substring(0, end), text.substring(end + 4));
  }
}
