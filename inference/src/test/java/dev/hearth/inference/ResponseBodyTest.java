package dev.hearth.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class ResponseBodyTest {
  private final ResponseBody body = new ResponseBody(Duration.ofMillis(1));
  private final FakeSubscription subscription = new FakeSubscription();

  @Test
  void silenceBeyondTheLimitIsAFailureThatMayPass() {
    body.onSubscribe(subscription);
    assertThatExceptionOfType(PassingFailure.class)
        .isThrownBy(body::next)
        .withMessage("the server was silent for 1 ms");
  }

  @Test
  void aPieceIsAskedForOnlyWhenItIsWanted() throws Exception {
    body.onSubscribe(subscription);
    assertThat(subscription.requested).isZero();
    body.onNext(List.of(ByteBuffer.allocate(3)));
    assertThat(body.next()).contains(List.of(ByteBuffer.allocate(3)));
    assertThat(subscription.requested).isEqualTo(1);
  }

  @Test
  void theEndIsNoPiece() throws Exception {
    body.onSubscribe(subscription);
    body.onComplete();
    assertThat(body.next()).isEmpty();
  }

  @Test
  void aBrokenConnectionIsAFailureThatMayPass() {
    body.onSubscribe(subscription);
    body.onError(new IOException("reset"));
    assertThatExceptionOfType(PassingFailure.class)
        .isThrownBy(body::next)
        .withMessage("the connection was cut")
        .withRootCauseInstanceOf(IOException.class);
  }

  @Test
  void closingTellsTheServersSide() {
    body.onSubscribe(subscription);
    body.close();
    assertThat(subscription.cancelled).isTrue();
  }

  private static final class FakeSubscription implements Flow.Subscription {
    private long requested;
    private boolean cancelled;

    @Override
    public void request(long count) {
      requested += count;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }
}
