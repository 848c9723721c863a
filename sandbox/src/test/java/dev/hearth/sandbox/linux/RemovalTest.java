package dev.hearth.sandbox.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemovalTest {
  private final List<String> tried = new ArrayList<>();
  private boolean fails = true;

  private final Removal removal =
      new Removal(
          () -> {
            tried.add("first");
            if (fails) {
              throw new IOException("of the first");
            }
          },
          () -> tried.add("second"),
          () -> {
            tried.add("third");
            if (fails) {
              throw new IllegalStateException("of the third");
            }
          });

  @Test
  void eachIsTriedAndAllThatFailedIsSaid() {
    Throwable failed = catchThrowable(removal::run);

    assertThat(tried).containsExactly("first", "second", "third");
    assertThat(failed).isInstanceOf(IOException.class).hasMessage("of the first");
    assertThat(failed.getSuppressed()).singleElement().asString().contains("of the third");
  }

  @Test
  void onlyWhatFailedIsTriedAgainAndOnlyUntilItIsDone() throws IOException {
    assertThat(catchThrowable(removal::run)).isNotNull();
    tried.clear();
    fails = false;

    removal.run();
    removal.run();

    assertThat(tried).containsExactly("first", "third");
  }
}
