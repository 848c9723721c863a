package dev.hearth.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Problem;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeframerTest {
  private static final int LIMIT = 200_000;

  private final Bodies bodies = new Bodies(LIMIT, 2 * LIMIT);
  private final List<byte[]> messages = new ArrayList<>();
  private final List<Bodies.Hold> holds = new ArrayList<>();
  private final Deframer deframer =
      new Deframer(
          bodies::hold,
          (data, _, hold) -> {
            var bytes = new byte[data.remaining()];
            data.get(bytes);
            messages.add(bytes);
            holds.add(hold);
          });

  private static byte[] framed(byte[] message) {
    return ByteBuffer.allocate(5 + message.length)
        .put((byte) 0)
        .putInt(message.length)
        .put(message)
        .array();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void messagesAreTheSameHoweverTheyAreCut(int seed) {
    var random = new Random(seed);
    List<byte[]> sent = new ArrayList<>();
    ByteBuffer all = ByteBuffer.allocate(500_000);
    for (int size : new int[] {0, 1, 7, 70_000, 0, 300, 100_000}) {
      var message = new byte[size];
      random.nextBytes(message);
      sent.add(message);
      all.put(framed(message));
    }
    all.flip();
    while (all.hasRemaining()) {
      int length = Math.min(all.remaining(), random.nextInt(seed < 5 ? 8 : 50_000));
      deframer.add(all.slice(all.position(), length));
      all.position(all.position() + length);
    }
    assertThat(messages.toArray(byte[][]::new)).isDeepEqualTo(sent.toArray(byte[][]::new));
    assertThat(deframer.inMessage()).isFalse();
    assertThat(bodies.held()).isEqualTo(170_308);
    holds.forEach(Bodies.Hold::release);
    assertThat(bodies.held()).isZero();
  }

  @Test
  void aMessageIsHeldFromItsFirstByteAndLetGoWhenTheCallerGoesAway() {
    deframer.add(ByteBuffer.wrap(framed(new byte[100]), 0, 6));
    assertThat(deframer.inMessage()).isTrue();
    assertThat(bodies.held()).isEqualTo(1);
    deframer.release();
    assertThat(bodies.held()).isZero();
  }

  @Test
  void whatIsOnlyAnnouncedIsNotHeld() {
    for (int i = 0; i < 10; i++) {
      var another = new Deframer(bodies::hold, (_, _, _) -> {});
      another.add(ByteBuffer.wrap(framed(new byte[LIMIT]), 0, 9));
    }
    assertThat(bodies.held()).isEqualTo(40);
    deframer.add(ByteBuffer.wrap(framed(new byte[LIMIT])));
    assertThat(messages).hasSize(1);
  }

  @Test
  void whatAnybodyMaySendIsSmallAndApart() {
    var roomy = new Bodies(2 * LIMIT, 0);
    var sizes = new ArrayList<Integer>();
    var open = new Deframer(roomy::smallHold, (data, _, _) -> sizes.add(data.remaining()));
    open.add(ByteBuffer.wrap(framed(new byte[64 << 10])));
    assertThat(sizes).containsExactly(64 << 10);
    assertThat(roomy.held()).isZero();
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> open.add(ByteBuffer.wrap(framed(new byte[(64 << 10) + 1]), 0, 5)))
        .satisfies(problem -> assertThat(problem.status()).isEqualTo(413))
        .withMessageContaining("larger than 65536 bytes; the most that is taken here");
  }

  @ParameterizedTest
  @ValueSource(ints = {LIMIT + 1, Integer.MAX_VALUE, -1})
  void aMessageBeyondTheLimitIsRefusedByItsLength(int size) {
    var prefix = ByteBuffer.allocate(5).put((byte) 0).putInt(size).flip();
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> deframer.add(prefix))
        .satisfies(problem -> assertThat(problem.status()).isEqualTo(413))
        .withMessageContaining("larger than 200000 bytes");
    assertThat(bodies.held()).isZero();
  }

  @Test
  void moreThanMayBeHeldIsRefused() {
    deframer.add(ByteBuffer.wrap(framed(new byte[LIMIT])));
    deframer.add(ByteBuffer.wrap(framed(new byte[LIMIT])));
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> deframer.add(ByteBuffer.wrap(framed(new byte[1]))))
        .satisfies(problem -> assertThat(problem.status()).isEqualTo(429));
  }

  @Test
  void anUnknownFlagIsRefused() {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> deframer.add(ByteBuffer.wrap(new byte[] {2, 0, 0, 0, 0})))
        .withMessageContaining("byte 2");
  }
}
