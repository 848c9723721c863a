package dev.hearth.benchmarks.suites.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bills worked by hand, to the last digit. */
class PriceTest {
  private static Price price(String name) throws IOException {
    return Price.all(Path.of("suites")).stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<Long> ms(double... each) {
    return Arrays.stream(each).mapToObj(one -> Math.round(one * 1e6)).toList();
  }

  /** 0.125 GiB for 100,000 s are 12,500 GiB s: $0.20833375, and $0.20 for the calls. */
  @Test
  void aMillionCallsOfATenthOfASecondWithTheLeastMemory() throws IOException {
    var calls = Collections.nCopies(1_000_000, 100_000_000L);

    assertThat(price("aws-lambda").bill(128, calls)).isEqualByComparingTo("0.40833375");
  }

  /** 1.2 ms are 2 ms: 0.5 GiB for 0.002 s are 0.001 GiB s at $0.0000133334. */
  @Test
  void aBegunMillisecondCountsWhole() throws IOException {
    assertThat(price("aws-lambda-arm").bill(512, ms(1.2))).isEqualByComparingTo("0.0000002133334");
  }

  /** 150 MiB are 192, 101 ms are 200: 0.1875 GiB for 0.2 s are 0.0375 GiB s. */
  @Test
  void stepsOfAHundredMillisecondsAndOf64Mebibytes() throws IOException {
    assertThat(price("aws-lambda-2019").bill(150, ms(101)))
        .isEqualByComparingTo("0.00000082500125");
  }

  /** Three times 300 ms: 0.225 GiB s at $0.0000025, 0.36 GHz s at $0.00001, three calls. */
  @Test
  void aTierOfMemoryBringsAClockRate() throws IOException {
    assertThat(price("google-functions").bill(256, ms(230, 300, 201)))
        .isEqualByComparingTo("0.0000053625");
  }

  /** 300 MiB are the tier of 512 with 0.8 GHz: 0.05 GiB s, 0.08 GHz s, one call. */
  @Test
  void memoryBetweenTwoTiersIsBilledAsTheLarger() throws IOException {
    assertThat(price("google-functions").bill(300, ms(7))).isEqualByComparingTo("0.000001325");
  }

  /** 200 MiB are 256; 30 ms are 100, 250.2 are 251: 0.08775 GiB s at $0.000016, two calls. */
  @Test
  void aShortCallIsBilledForTheLeastDuration() throws IOException {
    assertThat(price("azure-consumption").bill(200, ms(30, 250.2)))
        .isEqualByComparingTo("0.000001804");
  }

  /** 0.25 GiB for 0.2 s at $0.000017; nothing for the call. */
  @Test
  void requestsMayBeFree() throws IOException {
    assertThat(price("ibm-functions").bill(256, ms(100.001))).isEqualByComparingTo("0.00000085");
  }

  @Test
  void aFunctionThatNoTierHoldsIsRefused() {
    assertThatThrownBy(() -> price("google-functions").bill(8_193, ms(1)))
        .hasMessage("'google-functions' has no function of 8193 MiB; the largest is of 8192");
  }
}
