package dev.hearth.sandbox.microvm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A request over a Unix socket, which Java's own client cannot reach. One connection for each;
 * whoever answers may take as long as the socket's owner lets it, so callers bound that.
 */
final class UnixHttp {
  private static final int LARGEST_ANSWER = 1 << 20;

  private UnixHttp() {}

  /** An answer's status and what follows its headers. */
  record Answer(int status, String body) {}

  static Answer send(Path socket, String method, String path, byte[] json) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      String head =
          """
          %s %s HTTP/1.1\r
          Host: localhost\r
          Accept: application/json\r
          Content-Type: application/json\r
          Content-Length: %d\r
          Connection: close\r
          \r
          """
              .formatted(method, path, json.length);
      write(channel, head.getBytes(US_ASCII));
      write(channel, json);
      return read(channel);
    }
  }

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    for (ByteBuffer buffer = ByteBuffer.wrap(bytes); buffer.hasRemaining(); ) {
      channel.write(buffer);
    }
  }

  private static Answer read(SocketChannel channel) throws IOException {
    var all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(8 << 10);
    while (!complete(all.toString(US_ASCII)) && channel.read(buffer.clear()) >= 0) {
      all.write(buffer.array(), 0, buffer.position());
      if (all.size() > LARGEST_ANSWER) {
        throw new IOException("the answer is larger than %d bytes".formatted(LARGEST_ANSWER));
      }
    }
    return parse(all.toString(US_ASCII));
  }

  /** Some servers keep the connection open whatever is asked. */
  private static boolean complete(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    return end >= 0 && answer.length() - end - 4 >= length(answer.substring(0, end));
  }

  private static long length(String head) {
    for (String line : head.split("\r\n", -1)) {
      if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        try {
          return Long.parseLong(line.substring(15).strip());
        } catch (NumberFormatException e) {
          return Long.MAX_VALUE; // read to the end
        }
      }
    }
    return head.contains(" 204 ") ? 0 : Long.MAX_VALUE;
  }

  private static Answer parse(String answer) throws IOException {
    String[] words = answer.split(" ", 3);
    int body = answer.indexOf("\r\n\r\n");
    if (!answer.startsWith("HTTP/1.") || words.length < 3 || body < 0) {
      throw new IOException("the answer is no HTTP");
    }
    try {
      return new Answer(Integer.parseInt(words[1]), answer.substring(body + 4));
    } catch (NumberFormatException e) {
      throw new IOException("the answer's status '%s' is no number".formatted(words[1]), e);
    }
  }
}
