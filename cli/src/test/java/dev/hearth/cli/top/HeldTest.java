package dev.hearth.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeldTest {
  @Test
  void modelsCostWhatTheyHeld() {
    String metrics =
        """
        hearth_price_gib_second 0.5
        hearth_memory_gib_seconds_total{model="m",version="1"} 3.0
        hearth_memory_gib_seconds_total{model="m",version="2"} 0.0
        hearth_function_memory_gib_seconds_total{function="f",sandbox="wasm",version="1"} 9.0
        """;

    assertThat(Held.of(metrics)).containsExactly(new Held("m", "1", 3.0, 1.5));
  }
}
