package dev.hearth.policies.warmth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Event;
import dev.hearth.kernel.Proposal;
import dev.hearth.policies.fake.FakeInstance;
import dev.hearth.policies.fake.FakeInvocation;
import dev.hearth.policies.fake.FakePool;
import dev.hearth.policies.fake.FakeView;
import dev.hearth.policies.fake.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VahidiniaTest {
  private static final long SECOND = Stage.SECOND;
  private static final long MINUTE = 60 * SECOND;
  private static final int BURST = 6;
  private static final int BURSTS = 800;

  private static Vahidinia policy(long seed) {
    return new Vahidinia(
        new Vahidinia.Config(10 * SECOND, 1, 0.03, 0.005, 0.9, 0, 0), new SplittableRandom(seed));
  }

  /** A function with at most one instance, whose runs take no time. */
  private static final class OneInstance {
    final Vahidinia policy;
    final FakeView view = new FakeView();
    final FakePool pool = view.pool(0);
    final FakeInstance instance = new FakeInstance(1, 0);
    long keepUntil = -1;
    long held;
    int cold;

    OneInstance(Vahidinia policy) {
      this.policy = policy;
    }

    void serve(long now) {
      if (!pool.instances.isEmpty() && now > keepUntil) {
        pool.instances.clear();
        policy.observe(new Event.Evicted(keepUntil, instance), view);
      }
      boolean missing = pool.instances.isEmpty();
      policy.observe(new Event.Arrived(now, FakeInvocation.at(now, Long.MAX_VALUE)), view);
      if (missing) {
        cold++;
        pool.instances.add(instance);
        policy.observe(new Event.Ready(now, instance, SECOND), view);
      }
      instance.idleSince = now;
      keepUntil = policy.keepUntil(now, instance, view);
      held += keepUntil - now;
    }
  }

  @Test
  void anIdleInstanceFirstStaysForTheUsualTenMinutes() {
    var only = new OneInstance(policy(1));
    only.serve(0);
    assertThat(only.keepUntil).isEqualTo(10 * MINUTE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void afterBurstsWithLongPausesItIsKeptForLittleLongerThanTheGapsWithin(long seed) {
    var only = new OneInstance(policy(seed));
    long now = 0;
    for (int burst = 0; burst < BURSTS; burst++) {
      if (burst == BURSTS / 2) {
        only.cold = 0;
        only.held = 0;
      }
      for (int i = 0; i < BURST; i++) {
        only.serve(now);
        now += 20 * SECOND;
      }
      now += 40 * MINUTE;
    }
    int steadyBursts = BURSTS / 2;
    assertThat(only.cold).isLessThan(steadyBursts * 11 / 10);
    assertThat(only.held).isLessThan(steadyBursts * (BURST * 6L) * MINUTE);
  }

  @Test
  void equalSeedsChooseTheSame() {
    assertThat(windows(7)).isEqualTo(windows(7)).isNotEqualTo(windows(8));
  }

  private static List<Long> windows(long seed) {
    var only = new OneInstance(policy(seed));
    var windows = new ArrayList<Long>();
    for (long i = 0; i < 50; i++) {
      only.serve(i * MINUTE);
      windows.add(only.policy.windowNanos());
    }
    return windows;
  }

  @Test
  void theSecondLayerStartsWhatIsMissingOfWhatItExpects() {
    var config = new Vahidinia.Config(10 * SECOND, 1, 0.03, 0.005, 0.9, MINUTE, 10 * MINUTE);
    var policy = new Vahidinia(config, new SplittableRandom(1));
    var view = new FakeView();
    var pool = view.pool(0);
    pool.running = 99;
    for (int minute = 0; minute < 100; minute++) {
      long now = (long) minute * MINUTE;
      policy.observe(new Event.Arrived(now, FakeInvocation.at(now, Long.MAX_VALUE)), view);
      assertThat(policy.nextWake()).isEqualTo(now + MINUTE);
      pool.starting = minute < 99 ? 1_000 : 60;
      var proposals = policy.wake(now + MINUTE, view);
      assertThat(proposals).hasSize(minute < 99 ? 0 : 1);
      if (minute == 99) {
        var start = (Proposal.Start) proposals.getFirst();
        assertThat(start.count()).isBetween(35, 45);
      }
    }
  }

  @Test
  void whatWasStartedAheadIsKeptUntilTheNextForecast() {
    var config = new Vahidinia.Config(10 * SECOND, 1, 0.03, 0.005, 0.9, 20 * MINUTE, 0);
    var instance = new FakeInstance(1, 0);
    assertThat(
            new Vahidinia(config, new SplittableRandom(1)).keepUntil(0, instance, new FakeView()))
        .isEqualTo(20 * MINUTE);
  }
}
