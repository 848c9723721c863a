package dev.hearth.policies.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TariffTest {
  private static final long MILLI = 1_000_000L;
  private static final long MIB = 1L << 20;

  /** 3 million of 1 s in 512 MiB: 1.5 million GiB-s at 0.0000166667 and 3 million at 0.0000002. */
  @Test
  void threeMillionSecondsInHalfAGibibyteCostTwentyFiveAndSixTenths() {
    assertThat(Tariff.AWS_LAMBDA.bill(3_000_000, 512 * MIB, 1_000 * MILLI))
        .isCloseTo(25.00005 + 0.6, within(1e-6));
  }

  /** 120.2 ms are billed as 121 in 1 GiB: 0.121 * 1.66667e-5 + 2e-7. */
  @Test
  void lambdaRoundsUpToAMillisecond() {
    assertThat(Tariff.AWS_LAMBDA.gibSeconds(1024 * MIB, 120_200_000)).isEqualTo(0.121);
    assertThat(Tariff.AWS_LAMBDA.gibSeconds(1024 * MIB, 121 * MILLI)).isEqualTo(0.121);
    assertThat(Tariff.AWS_LAMBDA.bill(1, 1024 * MIB, 120_200_000))
        .isCloseTo(2.2166707e-6, within(1e-15));
  }

  /** 30 ms in 170 MiB are billed as 100 ms in 256 MiB: 0.025 GiB-s. */
  @Test
  void azureRoundsMemoryUpAndBillsNoLessThanATenthOfASecond() {
    assertThat(Tariff.AZURE_FUNCTIONS.gibSeconds(170 * MIB, 30 * MILLI)).isEqualTo(0.025);
    assertThat(Tariff.AZURE_FUNCTIONS.bill(1_000_000, 170 * MIB, 30 * MILLI))
        .isCloseTo(0.4 + 0.2, within(1e-9));
  }

  /** 150.5 ms in 128 MiB: 151 ms of an eighth of a GiB. */
  @Test
  void azureRoundsLongerOnesUpToAMillisecond() {
    assertThat(Tariff.AZURE_FUNCTIONS.gibSeconds(128 * MIB, 150_500_000)).isEqualTo(0.151 / 8);
  }

  @Test
  void aTariffWithoutAStepIsRefused() {
    assertThatThrownBy(() -> new Tariff(1, 1, 0, 0, 1)).hasMessageContaining("steps of at least 1");
  }
}
