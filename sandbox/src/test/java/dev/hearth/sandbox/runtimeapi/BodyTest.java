package dev.hearth.sandbox.runtimeapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class BodyTest {
  private static final int PAGE = 4 << 10;

  private static void add(Body body, int count) {
    body.add(Unpooled.wrappedBuffer(new byte[count]));
  }

  @Test
  void whatIsAnnouncedTakesNoRoomUntilItComes() {
    var body = new Body(1 << 20, 1 << 20, new Room(PAGE));
    add(body, 100);

    assertThat(body.crowded()).isFalse();
    assertThat(body.bytes()).hasSize(100);
  }

  @Test
  void itGrowsUpToItsLimitAndGivesAllBackBeyond() {
    var room = new Room(10_000);
    var body = new Body(10_000, -1, room);
    for (int i = 0; i < 100; i++) {
      add(body, 100);
    }
    assertThat(body.bytes()).hasSize(10_000);
    assertThat(room.take(1)).isFalse();

    add(body, 1);

    assertThat(body.tooLarge()).isTrue();
    assertThat(body.bytes()).isEmpty();
    assertThat(room.take(10_000)).isTrue();
  }

  @Test
  void oneThatFindsNoRoomHoldsNothing() {
    var room = new Room(PAGE);
    var first = new Body(PAGE, -1, room);
    var second = new Body(PAGE, -1, room);
    add(first, 1);
    add(second, 1);
    assertThat(first.crowded()).isFalse();
    assertThat(second.crowded()).isTrue();
    assertThat(second.bytes()).isEmpty();

    first.free();
    first.free();

    assertThat(room.take(PAGE)).isTrue();
    assertThat(room.take(1)).isFalse();
  }
}
