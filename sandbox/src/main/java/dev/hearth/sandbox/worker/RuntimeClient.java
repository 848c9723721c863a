package dev.hearth.sandbox.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URLEncoder;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One connection to the Lambda Runtime API. Written on a socket, since the JDK's client of HTTP
 * takes longer to load than everything else here.
 */
final class RuntimeClient implements AutoCloseable {
  private static final String PREFIX = "/2018-06-01/runtime/";
  private static final String FUNCTIONS = "/hearth/functions/";
  private static final int LONGEST_HEAD = 64 << 10;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /** An answer of the API: its headers' names are in lower case. */
  @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
  record Answer(int status, Map<String, String> headers, byte[] body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  RuntimeClient(String host, int port) throws IOException {
    socket = new Socket(host, port);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
    out = socket.getOutputStream();
  }

  /** Waits for the next call. */
  Answer next() throws IOException {
    send(head("GET", PREFIX + "invocation/next", "Content-Length: 0\r\n"), new byte[0]);
    return read();
  }

  /**
   * Tells something and waits until it is taken.
   *
   * @param headers lines, each with its end
   */
  Answer post(String path, String headers, byte[] body) throws IOException {
    send(head("POST", PREFIX + path, headers + "Content-Length: " + body.length + "\r\n"), body);
    return read();
  }

  /** Calls another function on behalf of a call; {@link #read} has its answer. */
  void invoke(String function, String requestId, byte[] payload) throws IOException {
    String headers =
        "Lambda-Runtime-Aws-Request-Id: %s\r\nContent-Length: %d\r\n"
            .formatted(requestId, payload.length);
    send(head("POST", FUNCTIONS + URLEncoder.encode(function, UTF_8), headers), payload);
  }

  /** Begins an answer in parts. */
  void begin(String path, String contentType) throws IOException {
    String headers =
        "Lambda-Runtime-Function-Response-Mode: streaming\r\nContent-Type: "
            + contentType
            + "\r\nTransfer-Encoding: chunked\r\n"
            + "Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n";
    send(head("POST", PREFIX + path, headers), new byte[0]);
  }

  void part(byte[] bytes) throws IOException {
    if (bytes.length > 0) {
      var chunk = new ByteArrayOutputStream(bytes.length + 16);
      chunk.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(ISO_8859_1));
      chunk.writeBytes(bytes);
      chunk.writeBytes("\r\n".getBytes(ISO_8859_1));
      chunk.writeTo(out);
    }
  }

  /**
   * Ends it.
   *
   * @param trailers lines, each with its end
   */
  Answer end(String trailers) throws IOException {
    send("0\r\n" + trailers + "\r\n", new byte[0]);
    return read();
  }

  private static String head(String method, String path, String headers) {
    return method + " " + path + " HTTP/1.1\r\nHost: runtime\r\n" + headers + "\r\n";
  }

  private void send(String head, byte[] body) throws IOException {
    byte[] first = head.getBytes(ISO_8859_1);
    byte[] all = new byte[first.length + body.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(body, 0, all, first.length, body.length);
    out.write(all);
    out.flush();
  }

  Answer read() throws IOException {
    String status = line();
    var headers = new TreeMap<String, String>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the Runtime API closed its connection");
    }
    return new Answer(Integer.parseInt(status.split(" ", 3)[1]), headers, body);
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream(64);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.size() > LONGEST_HEAD) {
        throw new EOFException("the Runtime API closed its connection");
      }
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
