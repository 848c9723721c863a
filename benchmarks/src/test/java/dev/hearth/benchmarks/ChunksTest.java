package dev.hearth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunksTest {
  private static final String BODY =
      String.join(
          "\r\n",
          List.of(
              "5",
              "hello",
              "1A;name=value",
              "\r\n0\r\n\r\n5\r\nabcdefghijklmnop",
              "0",
              "Trailer: 1",
              "",
              ""));

  @Test
  void findsTheEndWhateverPiecesTheBodyComesIn() {
    byte[] bytes = BODY.getBytes(StandardCharsets.US_ASCII);
    for (int size = 1; size <= bytes.length; size++) {
      var chunks = new Chunks();
      chunks.begin();
      for (int from = 0; from < bytes.length; from += size) {
        int to = Math.min(bytes.length, from + size);
        boolean over = chunks.end(ByteBuffer.wrap(bytes, from, to - from));
        assertThat(over).as("pieces of %d, up to %d", size, to).isEqualTo(to == bytes.length);
      }
    }
  }

  @Test
  void servesOneBodyAfterTheOther() {
    var chunks = new Chunks();
    for (int i = 0; i < 3; i++) {
      chunks.begin();
      assertThat(chunks.end(ByteBuffer.wrap(new byte[] {'0', '\r', '\n'}))).isFalse();
      assertThat(chunks.end(ByteBuffer.wrap(new byte[] {'\r', '\n'}))).isTrue();
    }
  }
}
