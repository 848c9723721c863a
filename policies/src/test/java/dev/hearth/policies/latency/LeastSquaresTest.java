package dev.hearth.policies.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LeastSquaresTest {
  @Test
  void aLineThroughPointsBesideIt() {
    double[][] rows = {{1, 0}, {1, 1}, {1, 2}, {1, 3}};
    var line = LeastSquares.solve(rows, new double[] {1.1, 2.9, 5.1, 6.9});

    assertThat(line[0]).isCloseTo(1.06, within(1e-12));
    assertThat(line[1]).isCloseTo(1.96, within(1e-12));
  }

  @Test
  void aColumnThatOthersSpanCountsForNothing() {
    double[][] rows = {{1, 2, 5}, {1, 2, 6}, {1, 2, 9}};
    var solution = LeastSquares.solve(rows, new double[] {11, 12, 15});

    assertThat(solution[0]).isCloseTo(6, within(1e-9));
    assertThat(solution[1]).isZero();
    assertThat(solution[2]).isCloseTo(1, within(1e-9));
  }

  @Test
  void noRowsAreRefused() {
    assertThatThrownBy(() -> LeastSquares.solve(new double[0][], new double[0]))
        .hasMessageContaining("not 0 and 0");
  }
}
