package dev.hearth.sandbox.zygote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class WireTest {
  private static final byte[] ANSWER =
      Zygotic.frame(Frame.ANSWER.number(), new byte[] {'1'}).array();

  @Test
  void framesComeWhole() throws IOException, InterruptedException {
    try (var zygotic = new Zygotic()) {
      var heard = new Overheard();
      zygotic.send("a", heard, ANSWER, 3);
      assertThat(heard.frames()).containsExactly("ANSWER 7 [49]");
    }
  }

  /** One that cannot be understood ends its own connection, and the others go on. */
  @Test
  void aReceiverThatFailsLosesItsConnectionOnly() throws IOException, InterruptedException {
    try (var zygotic = new Zygotic()) {
      var failing =
          new Overheard() {
            @Override
            public void received(Link from, Frame kind, long call, byte[] body) {
              super.received(from, kind, call, body);
              throw new IllegalStateException("not what it should be");
            }
          };
      try (var channel = zygotic.connect("a", failing)) {
        channel.write(ByteBuffer.wrap(ANSWER));
        assertThat(failing.frames()).containsExactly("ANSWER 7 [49]");
      }
      var heard = new Overheard();
      zygotic.send("b", heard, ANSWER, ANSWER.length);
      assertThat(heard.frames()).containsExactly("ANSWER 7 [49]");
    }
  }
}
