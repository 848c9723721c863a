package dev.hearth.functions.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.functions.FunctionName;
import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.InvokeEnd.Metered;
import dev.hearth.functions.InvokeReply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuotaInvokerTest {
  private static final InvokeEnd DONE = new InvokeEnd.Answered(new byte[0], Metered.NOTHING);

  private final Deque<InvokeReply> open = new ArrayDeque<>();
  private final List<InvokeEnd.Refused> refused = new ArrayList<>();
  private long now = 5_000_000_000L;

  private QuotaInvoker invoker(Quota quota) {
    return new QuotaInvoker(
        (_, _, _, reply) -> {
          open.add(reply);
          return () -> {};
        },
        tenant -> tenant.equals("free") ? Quota.UNLIMITED : quota,
        () -> now);
  }

  private void call(QuotaInvoker invoker, String tenant, int times) {
    for (int i = 0; i < times; i++) {
      var call =
          new Invoke(
              "r",
              new byte[0],
              tenant,
              FunctionName.arn("f"),
              0,
              false,
              Optional.empty(),
              Optional.empty());
      Runnable _ =
          invoker.invoke(
              "f",
              Optional.empty(),
              call,
              end -> {
                if (end instanceof InvokeEnd.Refused each) {
                  refused.add(each);
                }
              });
    }
  }

  @Test
  void oneTenantsCallsAtOnceAreBoundedAndAnothersAreNot() {
    QuotaInvoker invoker = invoker(new Quota(2, 1_000, 1_000));
    call(invoker, "a", 3);
    call(invoker, "b", 1);
    call(invoker, "free", 50);
    assertThat(open).hasSize(53);
    assertThat(refused).hasSize(1);
    assertThat(refused.getFirst().reason()).isEqualTo(InvokeEnd.Throttle.QUOTA);
    assertThat(refused.getFirst().message()).contains("'a' has 2 calls open");
    open.removeFirst().ended(DONE);
    call(invoker, "a", 1);
    assertThat(refused).hasSize(1);
  }

  @Test
  void aBurstPassesAndThenTheRate() {
    QuotaInvoker invoker = invoker(new Quota(1_000, 10, 5));
    call(invoker, "a", 8);
    assertThat(open).hasSize(5);
    assertThat(refused).hasSize(3);
    assertThat(refused.getFirst().retryAfterNanos()).isEqualTo(100_000_000L);
    for (int i = 0; i < 100; i++) {
      now += 50_000_000L;
      call(invoker, "a", 1);
    }
    assertThat(open).hasSize(55);
  }
}
