package dev.hearth.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.simulator.laboratory.ClairvoyantBound;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundTest {
  private static final double GIB_HOUR = (1L << 30) * 3_600.0;

  private static ClairvoyantBound seed(double factor) {
    return new ClairvoyantBound(
        100,
        factor * GIB_HOUR,
        GIB_HOUR,
        List.of(
            new ClairvoyantBound.Point(100, 0),
            new ClairvoyantBound.Point(50, factor * GIB_HOUR),
            new ClairvoyantBound.Point(0, 3 * factor * GIB_HOUR)));
  }

  @Test
  void theMarkIsTheMeanOverTheSeeds() {
    assertThat(Bound.of(List.of(seed(1), seed(3))).getFirst().points())
        .containsExactly(new Bound.Point(0, 2));
  }

  /**
   * By hand: a quarter cold is half way between one and three times the factors, of which 2 is the
   * mean.
   */
  @Test
  void theLineIsInterpolatedAndAveraged() {
    var line = Bound.of(List.of(seed(1), seed(3))).getLast().points();

    assertThat(line).startsWith(new Bound.Point(0, 6)).endsWith(new Bound.Point(100, 0));
    assertThat(line).contains(new Bound.Point(25, 4));
  }
}
