package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WallClockTest {
  private static final long HOUR = TimeUnit.HOURS.toMillis(1);

  @TempDir Path directory;

  @Test
  void itIsMovedByWhatTheFileSaysAndBackAgain() throws IOException {
    Path file = Files.writeString(directory.resolve("offset"), Long.toString(HOUR));
    WallClock clock = WallClock.following(file);
    assertThat(clock.getAsLong()).isGreaterThan(System.currentTimeMillis() + HOUR / 2);
    Files.writeString(file, Long.toString(-HOUR));
    TestNode.eventually(
        "the clock is an hour behind",
        () -> clock.getAsLong() < System.currentTimeMillis() - HOUR / 2);
  }

  @Test
  void withoutAFileYetAndWithNonsenseInItItIsTheMachines() throws IOException {
    Path file = directory.resolve("offset");
    assertThat(beside(WallClock.following(file))).isLessThan(HOUR);
    Files.writeString(file, "tomorrow");
    assertThat(beside(WallClock.following(file))).isLessThan(HOUR);
  }

  private static long beside(WallClock clock) {
    return Math.abs(clock.getAsLong() - System.currentTimeMillis());
  }
}
