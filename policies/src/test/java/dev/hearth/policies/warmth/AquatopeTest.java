package dev.hearth.policies.warmth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Event;
import dev.hearth.kernel.Proposal;
import dev.hearth.policies.fake.FakeInstance;
import dev.hearth.policies.fake.FakeInvocation;
import dev.hearth.policies.fake.FakePool;
import dev.hearth.policies.fake.FakeView;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AquatopeTest {
  private static final long STEP = 60;
  private static final long WINDOW = Aquatope.STEPS * STEP;

  private final FakeView view = new FakeView();
  private final FakePool pool = view.pool(0);

  private static Aquatope policy(double k) {
    return new Aquatope(new Aquatope.Config(WINDOW, k, 0.1, 10, WINDOW), new SplittableRandom(1));
  }

  /** One step with so many at once; the proposals at its end. */
  private List<Proposal> step(Aquatope policy, int step, int concurrency) {
    if (concurrency > 0) {
      pool.running = concurrency - 1;
      policy.observe(
          new Event.Arrived(step * STEP, FakeInvocation.at(step * STEP, Long.MAX_VALUE)), view);
    }
    return policy.wake((step + 1) * STEP, view);
  }

  @Test
  void beforeItIsTrainedThePoolHasTheGreatestConcurrencyThereWas() {
    var policy = policy(1);
    assertThat(step(policy, 0, 2)).isEmpty();
    assertThat(step(policy, 1, 5)).isEmpty();
    assertThat(step(policy, 2, 1)).isEmpty();
    assertThat(step(policy, 3, 1)).containsExactly(new Proposal.Start(0, pool.configuration, 5));
  }

  @Test
  void idleInstancesBeyondThePoolAreStoppedAtTheEndOfAWindow() {
    var policy = policy(1);
    for (int id = 1; id <= 4; id++) {
      pool.instances.add(new FakeInstance(id, 0));
    }
    pool.instances.getFirst().idle = false;
    step(policy, 0, 2);
    step(policy, 1, 2);
    step(policy, 2, 2);
    assertThat(step(policy, 3, 2)).containsExactly(new Proposal.Stop(2), new Proposal.Stop(3));
    assertThat(policy.keepUntil(0, pool.instances.getFirst(), view)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whatIsLessCertainGetsALargerPoolInProportionToK() {
    var careless = policy(0);
    var careful = policy(3);
    var random = new SplittableRandom(9);
    for (int i = 0; i < 2_000; i++) {
      int concurrency = 1 + random.nextInt(20);
      step(careless, i, concurrency);
      step(careful, i, concurrency);
    }
    assertThat(careless.target()).isBetween(8, 24);
    assertThat(careful.target()).isGreaterThan(careless.target() + 5);
  }

  @Test
  void afterLongSilenceThePoolIsGivenUp() {
    var policy = policy(1);
    pool.instances.add(new FakeInstance(1, 0));
    step(policy, 0, 1);
    int i = 1;
    var proposals = step(policy, i, 0);
    while (policy.nextWake() != Long.MAX_VALUE) {
      proposals = step(policy, ++i, 0);
    }
    assertThat(i).isEqualTo(64);
    assertThat(proposals).containsExactly(new Proposal.Stop(1));
  }
}
