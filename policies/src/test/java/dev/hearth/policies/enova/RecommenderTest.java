package dev.hearth.policies.enova;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.policies.enova.Recommender.CacheSample;
import dev.hearth.policies.enova.Recommender.Saturation;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecommenderTest {
  private static final long GIB = 1L << 30;
  private static final LlmModel SEVEN_BILLION =
      new LlmModel(13 * GIB, 3 * GIB, 512 << 10, 32, 4_096);

  @Test
  void sequencesFallWithTheSizeOfTheModel() {
    var small = new LlmModel(7 * GIB, 3 * GIB, 512 << 10, 32, 4_096);
    assertThat(new Recommender(small, 40 * GIB, 1).fromModel().orElseThrow().maxSequences())
        .isEqualTo(256);
    assertThat(new Recommender(SEVEN_BILLION, 40 * GIB, 1).fromModel().orElseThrow())
        .isEqualTo(new LlmConfiguration(128, 0.5, 1));
  }

  @Test
  void aModelThatIsTooLargeForOneAcceleratorIsSharedByAsManyAsDivideItsHeads() {
    var large = new LlmModel(65 * GIB, 3 * GIB, 512 << 10, 40, 2_048);
    assertThat(new Recommender(large, 40 * GIB, 4).fromModel().orElseThrow().tensorParallel())
        .isEqualTo(4);
    assertThat(new Recommender(large, 40 * GIB, 2).fromModel()).isEmpty();
  }

  @Test
  void sequencesFollowLittlesLawAndMemoryTheLineThroughItsSamples() {
    var samples = List.of(new CacheSample(10, 5.0 * GIB), new CacheSample(20, 10.0 * GIB));
    var measured = new Saturation(4, 7.5, samples);
    assertThat(new Recommender(SEVEN_BILLION, 40 * GIB, 1).fromLoad(measured, 1))
        .isEqualTo(new LlmConfiguration(30, 0.8, 1));
  }

  @Test
  void cacheIsWhatIsLeftBesideTheModel() {
    assertThat(new LlmConfiguration(8, 0.5, 1).cacheTokens(SEVEN_BILLION, 40 * GIB))
        .isEqualTo(4 * GIB / (512 << 10));
    assertThat(new LlmConfiguration(8, 0.4, 1).cacheTokens(SEVEN_BILLION, 24 * GIB)).isZero();
  }
}
