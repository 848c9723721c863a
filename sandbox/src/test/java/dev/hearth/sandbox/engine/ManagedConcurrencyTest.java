package dev.hearth.sandbox.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ManagedConcurrencyTest {
  private static final long MS = 1_000_000;

  private final ManagedConcurrency concurrency = new ManagedConcurrency();

  private void traffic(int calls, long betweenNanos, long serviceNanos) {
    for (int i = 0; i < calls; i++) {
      concurrency.arrived(i * betweenNanos);
      concurrency.served(serviceNanos);
    }
  }

  @Test
  void asManyAsAreInServiceOnAverage() {
    traffic(100, 10 * MS, 35 * MS); // 100 a second, 35 ms each: 3.5 in service

    assertThat(concurrency.limit()).isEqualTo(4);
  }

  @Test
  void atLeastOne() {
    traffic(100, 1_000 * MS, MS);

    assertThat(concurrency.limit()).isEqualTo(1);
  }

  @Test
  void nothingIsHeldBackBeforeSomethingIsKnown() {
    concurrency.arrived(0);
    concurrency.arrived(1);

    assertThat(concurrency.limit()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void limitFollowsTheTraffic() {
    traffic(2_000, 10 * MS, 5 * MS);
    assertThat(concurrency.limit()).isEqualTo(1);
    for (int i = 0; i < 10_000; i++) {
      concurrency.served(95 * MS);
    }
    assertThat(concurrency.limit()).isEqualTo(10);
  }
}
