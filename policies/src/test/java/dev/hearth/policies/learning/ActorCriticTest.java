package dev.hearth.policies.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActorCriticTest {
  private static final double[] LOW = {-1};
  private static final double[] HIGH = {1};
  private static final ActorCritic.Config CONFIG = new ActorCritic.Config(8, 0.01, 0.5, 0.001);

  private static final double[] PRIOR = {0, 2, 0};

  @Test
  void itBeginsWithItsPriorWhateverTheState() {
    var agent = new ActorCritic(CONFIG, 1, PRIOR, new SplittableRandom(1));
    double expected = StrictMath.exp(2) / (StrictMath.exp(2) + 2);
    assertThat(agent.chance(LOW, 1)).isCloseTo(expected, within(1e-12));
    assertThat(agent.chance(HIGH, 1)).isCloseTo(expected, within(1e-12));
    assertThat(agent.value(HIGH)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void itLearnsTheActionThatPaysInEachState(long seed) {
    var random = new SplittableRandom(seed);
    var agent = new ActorCritic(CONFIG, 1, PRIOR, random.split());
    var state = LOW;
    for (int step = 0; step < 4_000; step++) {
      int action = agent.act(state);
      double reward = action == (state[0] < 0 ? 0 : 2) ? 1 : 0;
      var next = random.nextBoolean() ? LOW : HIGH;
      agent.learn(state, action, reward, next);
      state = next;
    }
    assertThat(agent.chance(LOW, 0)).isGreaterThan(0.9);
    assertThat(agent.chance(HIGH, 2)).isGreaterThan(0.9);
  }

  /** V = 1 + 0.5 V for a reward of 1 in every step. */
  @Test
  void theCriticComesToExpectTheDiscountedSum() {
    var agent = new ActorCritic(CONFIG, 1, new double[2], new SplittableRandom(5));
    for (int step = 0; step < 4_000; step++) {
      agent.learn(HIGH, agent.act(HIGH), 1, HIGH);
    }
    assertThat(agent.value(HIGH)).isCloseTo(2, within(0.05));
  }
}
