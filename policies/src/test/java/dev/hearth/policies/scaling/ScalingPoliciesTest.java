package dev.hearth.policies.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.policies.fake.FakeInstance;
import dev.hearth.policies.fake.FakePool;
import org.junit.jupiter.api.Test;

class ScalingPoliciesTest {
  private final FakePool pool = new FakePool(0);
  private final QueueLength standard = new QueueLength(new QueueLength.Config(0));

  @Test
  void nothingToDoNeedsNoInstance() {
    assertThat(standard.desired(0, pool)).isZero();
  }

  @Test
  void oneRowNeedsOneInstance() {
    pool.queuedRows = 1;
    assertThat(standard.desired(0, pool)).isEqualTo(1);
  }

  @Test
  void theTargetIsWhatTheSlotsRunAtOnce() {
    pool.configuration = FakeInstance.configuration(8, 2);
    pool.queuedRows = 17;
    pool.runningRows = 16;
    assertThat(standard.desired(0, pool)).isEqualTo(3);
  }

  @Test
  void aGivenTargetReplacesIt() {
    pool.configuration = FakeInstance.configuration(8, 2);
    pool.queuedRows = 9;
    assertThat(new QueueLength(new QueueLength.Config(4)).desired(0, pool)).isEqualTo(3);
  }

  @Test
  void busyInstancesAreNotAskedToGo() {
    pool.configuration = FakeInstance.configuration(8, 1);
    for (int i = 0; i < 3; i++) {
      var busy = new FakeInstance(i, 0);
      busy.idle = false;
      pool.instances.add(busy);
    }
    pool.runningRows = 3;
    assertThat(standard.desired(0, pool)).isEqualTo(3);
  }

  @Test
  void aFixedSizeDoesNotFollowTheLoad() {
    pool.queuedRows = 100;
    assertThat(new FixedSize(2).desired(0, pool)).isEqualTo(2);
  }
}
