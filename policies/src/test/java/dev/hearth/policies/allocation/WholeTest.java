package dev.hearth.policies.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Grant;
import dev.hearth.policies.fake.FakeInstance;
import dev.hearth.policies.fake.FakeRun;
import dev.hearth.policies.fake.FakeView;
import org.junit.jupiter.api.Test;

class WholeTest {
  private final Whole whole = new Whole();
  private final FakeView view = new FakeView();
  private final FakeInstance instance = new FakeInstance(1, 0);

  @Test
  void aRunMayUseAllThatItsInstanceReserved() {
    assertThat(whole.grant(0, new FakeRun(1, instance, 0), view))
        .isEqualTo(Grant.whole(instance.configuration().resources()));
  }

  @Test
  void theGrantOfAConfigurationIsMadeOnce() {
    var first = whole.grant(0, new FakeRun(1, instance, 0), view);
    for (int rows = 1; rows < 8; rows++) {
      var other = new FakeInstance(2, 0, FakeInstance.configuration(rows, 1));
      whole.grant(0, new FakeRun(2, other, 0), view);
    }
    assertThat(whole.grant(0, new FakeRun(3, instance, 0), view)).isSameAs(first);
  }
}
