package dev.hearth.node.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.node.TestCertificates;
import dev.hearth.node.Victim;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that two readers of HTTP would cut apart at different places (RFC 9112, section 11.2). A
 * node refuses them and closes the connection, so that nothing after them is taken for a request.
 */
class SmugglingIT {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
  private static final String SMUGGLED = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  private static final String LAST =
      "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
  private static final String POST = "POST /v2/models/sum/infer HTTP/1.1\r\nHost: 127.0.0.1\r\n";

  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
  private static final String BODY =
      "{\"inputs\":[{\"name\":\"a\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]},"
          + "{\"name\":\"b\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[3,4.5]}]}";

  @TempDir static Path directory;
  private static Victim plain;
  private static Victim encrypted;

  @BeforeAll
  static void start() throws IOException {
    plain = Victim.start(Files.createDirectory(directory.resolve("plain")), "");
    String tls = TestCertificates.tls(directory);
    encrypted = Victim.start(Files.createDirectory(directory.resolve("tls")), tls);
  }

  @AfterAll
  static void stop() {
    plain.close();
    encrypted.close();
  }

  /** Each refusal also behind a request that is fine, on the connection it came on. */
  private static void refused(String what, String request) {
    for (Victim node : List.of(plain, encrypted)) {
      refused(node, what, 0, request + SMUGGLED);
      refused(node, what + " behind another", 1, SMUGGLED + request + SMUGGLED);
      assertThat(node.works()).isTrue();
    }
  }

  private static void refused(Victim node, String what, int before, String request) {
    String answer = node.raw(request);
    assertThat(STATUS.matcher(answer).results().skip(before).map(each -> each.group(1)))
        .as(node.uri() + " " + what + ":\n" + answer)
        .hasSizeLessThanOrEqualTo(1)
        .allMatch(status -> status.startsWith("4") || status.equals("501"));
    assertThat(answer.split("\"live\"", -1))
        .as(what + ":\n" + answer)
        .hasSizeLessThanOrEqualTo(before + 1);
  }

  private static Stream<Arguments> ambiguous() {
    return Stream.of(
        Arguments.of("two lengths", "Content-Length: 0\r\nContent-Length: 44\r\n\r\n"),
        Arguments.of("a list of lengths", "Content-Length: 0, 44\r\n\r\n"),
        Arguments.of("a signed length", "Content-Length: +0\r\n\r\n"),
        Arguments.of("a negative length", "Content-Length: -1\r\n\r\n"),
        Arguments.of("a hexadecimal length", "Content-Length: 0x0\r\n\r\n"),
        Arguments.of("a length beyond 64 bits", "Content-Length: 18446744073709551616\r\n\r\n"),
        Arguments.of("a space before the colon", "Content-Length : 0\r\n\r\n"),
        Arguments.of(
            "a space before the colon of the encoding",
            "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
        Arguments.of("an unknown encoding", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        Arguments.of(
            "an encoding after chunked", "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
        Arguments.of(
            "an encoding before chunked", "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        Arguments.of(
            "two encodings",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
        Arguments.of("a vertical tab", "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n"),
        Arguments.of("a null in a value", "X: a\u0000b\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("a null in a name", "X\u0000: b\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("a bare CR in a value", "X: a\rContent-Length: 44\r\n\r\n"),
        Arguments.of("a header without a colon", "Content-Length\r\n\r\n"),
        Arguments.of("a signed chunk", "Transfer-Encoding: chunked\r\n\r\n+0\r\n\r\n"),
        Arguments.of("a negative chunk", "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n"),
        Arguments.of("a chunk with 0x", "Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n"),
        Arguments.of(
            "a line feed in a chunk's extension",
            "Transfer-Encoding: chunked\r\n\r\n2;\nxx\r\n{}\r\n0\r\n\r\n"),
        Arguments.of("a length and chunks", "Content-Length: 5\r\n" + CHUNKED + "\r\n0\r\n\r\n"),
        Arguments.of("chunks and a length", CHUNKED + "Content-Length: 5\r\n\r\n0\r\n\r\n"),
        Arguments.of("a chunk of 2^31", CHUNKED + "\r\n80000000\r\n\r\n"),
        Arguments.of("a chunk of 2^32", CHUNKED + "\r\n100000000\r\n\r\n"),
        Arguments.of("a chunk of 2^64", CHUNKED + "\r\n10000000000000000;x=y\r\n\r\n"),
        Arguments.of("2^32 and two", CHUNKED + "\r\n100000002\r\n{}\r\n0\r\n\r\n"),
        Arguments.of("a second chunk of 2^32", CHUNKED + "\r\n2\r\n{}\r\n00100000000\r\n\r\n"),
        Arguments.of(
            "a chunk longer than it says", "Transfer-Encoding: chunked\r\n\r\n2\r\n{}xx0\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ambiguous")
  void whatIsAmbiguousIsRefusedAndNothingFollows(String what, String rest) {
    refused(what, POST + rest);
  }

  @Test
  void bothLengthsAtOnceAreToldApart() {
    String answer =
        plain.raw(POST + "Content-Length: 5\r\n" + CHUNKED + "\r\n0\r\n\r\n" + SMUGGLED);
    assertThat(answer).startsWith("HTTP/1.1 400").contains("leave one out");
  }

  /** Answers that would be split by what a caller wrote (CWE-113). */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console%0d%0aX-Evil:%20yes",
        "/console/%0d%0aX-Evil:%20yes",
        "/v2/models/%0d%0aX-Evil:%20yes",
        "/admin/v1/functions/%0d%0aX-Evil:%20yes",
        "/2015-03-31/functions/%0d%0aX-Evil:%20yes/invocations"
      })
  void noAnswerIsSplit(String path) {
    for (String method : new String[] {"GET", "POST", "DELETE", "PUT"}) {
      String answer =
          plain.raw(
              method
                  + " "
                  + path
                  + " HTTP/1.1\r\n"
                  + "Host: 127.0.0.1\r\n"
                  + "Content-Length: 0\r\n"
                  + "Connection: close\r\n\r\n");
      assertThat(answer)
          .startsWith("HTTP/1.1 ")
          .doesNotContain("\nX-Evil")
          .doesNotContain("\nx-evil");
    }
  }

  @Test
  void chunksAreNotTakenFromHttp10() {
    refused("chunks of HTTP/1.0", POST.replace("1.1", "1.0") + CHUNKED + "\r\n0\r\n\r\n");
  }

  @Test
  void requestsThatAreCleanMayFollowEachOther() throws IOException {
    for (Victim node : List.of(plain, encrypted)) {
      assertThat(statuses(node, SMUGGLED + SMUGGLED + LAST, Integer.MAX_VALUE))
          .containsExactly("200", "200", "200");
    }
  }

  /** What is refused above is refused for what it says, not for how it comes. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, Integer.MAX_VALUE})
  void bodiesInChunksAreReadHoweverTheyCome(int piece) throws IOException {
    String size = Integer.toHexString(BODY.length() - 10);
    String chunks =
        "a\r\n" + BODY.substring(0, 10) + "\r\n000000000" + size + ";x=y\r\n" + BODY.substring(10);
    String close = "Connection: close\r\n";
    String request = POST + close + CHUNKED + "\r\n" + chunks + "\r\n0\r\nX-Trailer: y\r\n\r\n";
    for (Victim node : List.of(plain, encrypted)) {
      assertThat(statuses(node, request, piece)).containsExactly("200");
    }
  }

  private static List<String> statuses(Victim node, String requests, int piece) throws IOException {
    try (Socket socket = node.connect()) {
      socket.setTcpNoDelay(true);
      byte[] bytes = requests.getBytes(ISO_8859_1);
      for (int i = 0; i < bytes.length; i += Math.min(piece, bytes.length)) {
        socket.getOutputStream().write(bytes, i, Math.min(piece, bytes.length - i));
        socket.getOutputStream().flush();
      }
      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      return STATUS.matcher(answer).results().map(each -> each.group(1)).toList();
    }
  }
}
