package dev.hearth.simulator.llm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LlmStudyTest {
  private final LlmStudy study = new LlmStudy(1);

  @Test
  void whatIsRecommendedFromTheLoadIsNoSlowerThanTheDefault() {
    var throughputs = study.throughputs();
    assertThat(throughputs.getLast().tokensPerSecond())
        .isGreaterThanOrEqualTo(throughputs.getFirst().tokensPerSecond());
  }

  @Test
  void theDetectorFindsWhatGoesWrong() {
    assertThat(study.detected().f1()).isGreaterThan(0.8);
  }

  @Test
  void aFleetIsWellAgainSoonerThanByFixedThresholds() {
    assertThat(study.recovery().recoverySeconds())
        .isLessThan(study.recoveryByThresholds().recoverySeconds());
  }
}
