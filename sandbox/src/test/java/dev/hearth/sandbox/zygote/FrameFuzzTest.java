package dev.hearth.sandbox.zygote;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What a process that zygotes made sends, made of any bytes. */
class FrameFuzzTest {
  private static Zygotic zygotic;
  private static long connections;

  @BeforeAll
  static void open() throws IOException {
    zygotic = new Zygotic();
  }

  @AfterAll
  static void close() throws IOException {
    zygotic.close();
  }

  /** The first byte says how long the pieces are; however it is cut, the same frames come. */
  @FuzzTest
  void frames(byte[] bytes) throws IOException, InterruptedException {
    if (bytes.length == 0) {
      return;
    }
    byte[] sent = Arrays.copyOfRange(bytes, 1, bytes.length);
    var whole = new Overheard();
    zygotic.send("a" + ++connections, whole, sent, Math.max(1, sent.length));
    var cut = new Overheard();
    zygotic.send("a" + ++connections, cut, sent, 1 + Byte.toUnsignedInt(bytes[0]) % 32);
    assertThat(cut.frames()).isEqualTo(whole.frames());
  }
}
