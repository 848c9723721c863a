package dev.hearth.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitBodyTest {
  private static SplitBody split(int head, int reserved, int chunkBytes, String text) {
    var parts = new SplitBody.Parts(head);
    parts.reserve(reserved);
    for (int at = 0; at < text.length(); at += chunkBytes) {
      String chunk = text.substring(at, Math.min(text.length(), at + chunkBytes));
      parts.add(Buffer.buffer(chunk.getBytes(US_ASCII)));
    }
    return parts.body();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 100})
  void howABodyComesInPiecesDoesNotMatter(int chunkBytes) {
    SplitBody body = split(3, 4, chunkBytes, "abcdefg");
    assertThat(new String(body.head(), US_ASCII)).isEqualTo("abc");
    assertThat(US_ASCII.decode(body.rest()).toString()).isEqualTo("defg");
  }

  @Test
  void itGrowsWhenItsLengthWasNotAnnounced() {
    String text = "0123456789".repeat(10_000);
    SplitBody body = split(40_000, 0, 1_000, text);
    assertThat(new String(body.head(), US_ASCII)).isEqualTo(text.substring(0, 40_000));
    assertThat(US_ASCII.decode(body.rest()).toString()).isEqualTo(text.substring(40_000));
  }

  @Test
  void whatFollowsTheHeadIsDirect() {
    assertThat(split(1, 3, 2, "abcd").rest().isDirect()).isTrue();
  }

  @Test
  void aBodyShorterThanItsHeadIsRefused() {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> split(9, 0, 2, "abcd"))
        .satisfies(problem -> assertThat(problem.text()).contains("first 9 bytes", "only 4"));
  }
}
