package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodiesTest {
  private final Bodies bodies = new Bodies(4 << 20, 8 << 20);

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void aBodyIsTheSameHoweverItComes(int seed) {
    var random = new Random(seed);
    var sent = new byte[random.nextInt(200_000)];
    random.nextBytes(sent);
    var talk = new Talk();
    if (seed % 2 == 0) {
      talk.with("Content-Length", Integer.toString(sent.length));
    }
    Future<byte[]> read = bodies.read(talk.exchange());
    for (int at = 0; at < sent.length; ) {
      int end = Math.min(sent.length, at + random.nextInt(20_000));
      talk.chunk(Arrays.copyOfRange(sent, at, end));
      at = end;
      assertThat(bodies.held()).isEqualTo(at);
    }
    talk.last();
    assertThat(read.result()).isEqualTo(sent);
  }

  @Test
  void nothingIsSetAsideForWhatIsOnlyAnnounced() {
    var first = bodies.read(new Talk().exchange());
    var exchange = new Talk().with("Content-Length", Integer.toString(4 << 20)).exchange();
    long before = allocated();
    var second = bodies.read(exchange);
    assertThat(allocated() - before).isLessThan(256 << 10);
    assertThat(first.isComplete() || second.isComplete()).isFalse();
    assertThat(bodies.held()).isZero();
  }
}
