package dev.hearth.simulator.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TypedTest {
  @Test
  void whatAShellWouldTakeApartIsQuoted() {
    assertThat(
            Typed.command(List.of("simulate", "--trace", "my trace's", "-p", "a+b:x=1"), List.of()))
        .isEqualTo("hearth simulate --trace 'my trace'\\''s' -p a+b:x=1");
  }

  @Test
  void optionsThatChangeNothingAreLeftOut() {
    assertThat(
            Typed.command(
                List.of("simulate", "--threads", "4", "--out=x", "-p", "a"),
                List.of("--threads", "--out")))
        .isEqualTo("hearth simulate -p a");
  }
}
