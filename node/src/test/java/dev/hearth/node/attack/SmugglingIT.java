package dev.hearth.node.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.node.Victim;
import java.nio.file.Path;
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
  private static final String POST = "POST /v2/models/sum/infer HTTP/1.1\r\nHost: 127.0.0.1\r\n";

  @TempDir static Path directory;
  private static Victim node;

  @BeforeAll
  static void start() {
    node = Victim.start(directory, "");
  }

  @AfterAll
  static void stop() {
    node.close();
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
        Arguments.of(
            "a chunk longer than it says", "Transfer-Encoding: chunked\r\n\r\n2\r\n{}xx0\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ambiguous")
  void whatIsAmbiguousIsRefusedAndNothingFollows(String what, String rest) {
    String answer = node.raw(POST + rest + SMUGGLED);
    assertThat(STATUS.matcher(answer).results().map(each -> each.group(1)))
        .as(what + ":\n" + answer)
        .hasSizeLessThanOrEqualTo(1)
        .allMatch(status -> status.startsWith("4") || status.equals("501"));
    assertThat(answer).doesNotContain("\"live\"");
    assertThat(node.works()).isTrue();
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
          node.raw(
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
  void requestsThatAreCleanMayFollowEachOther() {
    String answer = node.raw(SMUGGLED + SMUGGLED);
    assertThat(STATUS.matcher(answer).results().map(each -> each.group(1)))
        .containsExactly("200", "200");
  }
}
