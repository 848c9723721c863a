package dev.hearth.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.simulator.experiment.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "1e12,1000000000000",
    "0.1,0.1",
    "1234567.891234,1234567.89",
    "1e-7,0.0000001"
  })
  void anExactFigureHasNineDigitsAndNoExponent(double value, String text) {
    assertThat(Figures.exact(value)).isEqualTo(text);
  }

  @Test
  void aReadableFigureHasTheDecimalsThatItsSizeDeserves() {
    assertThat(Figures.readable(new Interval(1234.6, 12.3))).isEqualTo("1,235 ±12");
    assertThat(Figures.readable(new Interval(12.346, 0.678))).isEqualTo("12.35 ±0.68");
    assertThat(Figures.readable(new Interval(0.0123, Double.NaN))).isEqualTo("0.012");
  }
}
