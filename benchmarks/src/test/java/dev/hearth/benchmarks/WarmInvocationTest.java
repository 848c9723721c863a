package dev.hearth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class WarmInvocationTest {
  private static final int INVOCATIONS = 200_000;

  /** Enough for the compiler to have seen it all; until then pattern switches allocate. */
  private static final int WARM_UP = 5_000_000;

  @Test
  void allocatesNothingOnItsWay() {
    var kernel = new WarmKernel(1_000, 32);
    allocatedDuring(kernel, WARM_UP);

    assertThat(allocatedDuring(kernel, INVOCATIONS)).isLessThan(INVOCATIONS / 100);
  }

  /** Bytes this thread allocated while the kernel served its invocations. */
  private static long allocatedDuring(WarmKernel kernel, int invocations) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < invocations; i++) {
      kernel.invoke();
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
