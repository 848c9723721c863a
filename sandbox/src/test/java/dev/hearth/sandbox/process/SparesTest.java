package dev.hearth.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SparesTest {
  @Test
  @SuppressWarnings("NullAway") // what containers stand on is not reached
  void errorWhileOneIsMadeIsNotWaitedForAtTheEnd() throws InterruptedException {
    var spares =
        new Spares(
            null,
            () -> {
              throw new OutOfMemoryError("planted");
            },
            1);
    spares.fill();

    Thread closing = Thread.ofVirtual().start(spares::close);

    assertThat(closing.join(Duration.ofSeconds(30))).isTrue();
  }
}
