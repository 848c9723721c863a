package dev.hearth.gateway.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.gateway.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GzipTest {
  private static ByteBuffer compressed(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var stream = new GZIPOutputStream(bytes)) {
      stream.write(text.getBytes(UTF_8));
    }
    return ByteBuffer.wrap(bytes.toByteArray());
  }

  @Test
  void whatWasCompressedExpands() throws IOException {
    String text = "hearth ".repeat(1_000);
    ByteBuffer data = compressed(text);
    assertThat(Gzip.expandedSize(data)).isEqualTo(7_000);
    assertThat(UTF_8.decode(Gzip.expand(data, 7_000)).toString()).isEqualTo(text);
  }

  @Test
  void whatExpandsToMoreThanItAnnouncesIsRefused() throws IOException {
    ByteBuffer data = compressed("x".repeat(1_000_000)).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(data.limit() - 4, 10);
    assertThat(Gzip.expandedSize(data)).isEqualTo(10);
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> Gzip.expand(data, 10))
        .withMessageContaining("10 bytes it announces");
  }

  @Test
  void whatIsNotCompressedIsRefused() {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> Gzip.expandedSize(ByteBuffer.allocate(17)));
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> Gzip.expand(ByteBuffer.allocate(30), 0))
        .satisfies(problem -> assertThat(problem.status()).isEqualTo(400));
  }
}
