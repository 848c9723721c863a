package dev.hearth.policies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.policies.admission.Accept;
import dev.hearth.policies.allocation.Whole;
import dev.hearth.policies.fake.FakeInstance;
import dev.hearth.policies.fake.FakeInvocation;
import dev.hearth.policies.fake.FakePool;
import dev.hearth.policies.fake.FakeQueue;
import dev.hearth.policies.fake.FakeRun;
import dev.hearth.policies.fake.FakeView;
import dev.hearth.policies.queue.Fifo;
import dev.hearth.policies.routing.ToPool;
import dev.hearth.policies.warmth.Fixed;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class WarmPathTest {
  private static final int CALLS = 100_000;

  private final com.sun.management.ThreadMXBean threads =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final FakeView view = new FakeView();
  private final FakePool pool = view.pool(0);
  private final FakeInstance instance = new FakeInstance(1, 0);
  private final FakeInvocation invocation = FakeInvocation.at(1, 1_000);
  private final FakeQueue queue = FakeQueue.of(1, 1, 1_000);
  private final FakeRun run = new FakeRun(1, instance, 0);

  private final Accept admission = new Accept();
  private final ToPool routing = new ToPool();
  private final Fifo fifo = new Fifo();
  private final Fixed warmth = new Fixed(30);
  private final Whole allocation = new Whole();

  /** Keeps answers from being optimised away. */
  private long seen;

  private void decideEverythingFor(int calls) {
    for (int i = 0; i < calls; i++) {
      seen += admission.admit(i, invocation, pool, view).hashCode();
      seen += routing.route(i, invocation, pool, view).hashCode();
      seen += fifo.rank(i, invocation, pool);
      seen += fifo.cut(i, queue, instance, 1, 10);
      seen += allocation.grant(i, run, view).cpuMillis();
      seen += warmth.keepUntil(i, instance, view);
    }
  }

  @Test
  void theStandardPoliciesDecideAWarmInvocationWithoutAllocating() {
    decideEverythingFor(CALLS);
    long before = threads.getCurrentThreadAllocatedBytes();
    decideEverythingFor(CALLS);
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(seen).isNotZero();
    assertThat(bytes).isLessThan(CALLS);
  }
}
