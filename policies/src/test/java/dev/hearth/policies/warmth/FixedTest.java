package dev.hearth.policies.warmth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Resources;
import dev.hearth.policies.fake.FakeInstance;
import dev.hearth.policies.fake.FakeView;
import org.junit.jupiter.api.Test;

class FixedTest {
  private final FakeView view = new FakeView();

  @Test
  void anIdleInstanceIsKeptForItsTime() {
    var instance = new FakeInstance(1, 0);
    instance.idleSince = 500;
    assertThat(new Fixed(30).keepUntil(500, instance, view)).isEqualTo(530);
  }

  @Test
  void theInstanceThatIdledLongestGoesFirst() {
    var pool = view.pool(0);
    for (int i = 0; i < 3; i++) {
      var instance = new FakeInstance(i, 0);
      instance.idleSince = 10L * (3 - i);
      pool.instances.add(instance);
    }
    pool.instances.get(1).idle = false;
    assertThat(new Fixed(30).victims(100, Resources.NONE, view)).containsExactly(2, 0);
  }
}
