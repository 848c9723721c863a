package dev.hearth.inference.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextStreamTest {
  private static List<String> pieces(TextStream stream, String text) {
    List<String> pieces = new ArrayList<>();
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      pieces.add(stream.add(Byte.toUnsignedLong(each)));
    }
    pieces.add(stream.end());
    return pieces;
  }

  private static TextStream stream(String... stops) {
    return new TextStream(new ByteCodec(), List.of(stops));
  }

  @Test
  void aCharacterWaitsForAllItsBytes() {
    assertThat(pieces(stream(), "aé€")).containsExactly("a", "", "é", "", "", "€", "");
  }

  @Test
  void whatNeverBecomesACharacterIsNotHeldForEver() {
    TextStream stream = stream();
    var text = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      text.append(stream.add(0xFF));
    }
    assertThat(text).isNotEmpty();
    assertThat(text.append(stream.end()).toString()).isEqualTo("\uFFFD".repeat(20));
  }

  @Test
  void aStopTextIsCutOffWithAllThatFollows() {
    TextStream stream = stream("END", "N");
    assertThat(String.join("", pieces(stream, "the enD is near"))).isEqualTo("the enD is near");
    assertThat(stream.stopped()).isFalse();
    TextStream other = stream("\n\n");
    assertThat(String.join("", pieces(other, "one\ntwo\n\nthree"))).isEqualTo("one\ntwo");
    assertThat(other.stopped()).isTrue();
  }

  @Test
  void theEarliestOfSeveralStopTextsCounts() {
    assertThat(String.join("", pieces(stream("cd", "bc"), "abcd"))).isEqualTo("a");
  }

  @Test
  void whatMayBeTheBeginOfAStopTextIsHeld() {
    assertThat(pieces(stream("abc"), "xabab")).containsExactly("x", "", "", "ab", "", "ab");
  }
}
