package dev.hearth.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ResponseBodyTest {
  private final AtomicBoolean closed = new AtomicBoolean();

  private ResponseBody body(InputStream bytes) {
    return new ResponseBody(bytes, () -> closed.set(true), Duration.ofMillis(1));
  }

  private ResponseBody failing(IOException failure) {
    return body(
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw failure;
          }

          @Override
          public int read(byte[] bytes, int from, int count) throws IOException {
            throw failure;
          }
        });
  }

  @Test
  void silenceBeyondTheLimitIsAFailureThatMayPass() {
    assertThatExceptionOfType(PassingFailure.class)
        .isThrownBy(() -> failing(new SocketTimeoutException()).next())
        .withMessage("the server was silent for 1 ms");
  }

  @Test
  void theBytesComeAndThenTheEnd() throws Exception {
    ResponseBody body = body(new ByteArrayInputStream(new byte[] {1, 2, 3}));
    assertThat(body.next()).contains(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    assertThat(body.next()).isEmpty();
  }

  @Test
  void aBrokenConnectionIsAFailureThatMayPass() {
    assertThatExceptionOfType(PassingFailure.class)
        .isThrownBy(() -> failing(new IOException("reset")).next())
        .withMessage("the connection was cut")
        .withRootCauseInstanceOf(IOException.class);
  }

  @Test
  void anInterruptionIsNoBrokenConnection() {
    ResponseBody body = body(InputStream.nullInputStream());
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(body::next);
  }

  @Test
  void closingClosesTheConnection() {
    body(InputStream.nullInputStream()).close();
    assertThat(closed).isTrue();
  }
}
