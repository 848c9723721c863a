package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Kind;
import dev.hearth.gateway.security.Owners;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

class RouterTest {
  private final Router router = new Router();
  private final Talk talk = new Talk();
  private int unanswered;

  /** Counts what is unanswered. */
  private final Owners owners =
      new Owners() {
        @Override
        public String tenant(Kind kind, String name) {
          return Caller.DEFAULT_TENANT;
        }

        @Override
        public Future<Boolean> claim(Caller caller, Kind kind, String name) {
          return Future.succeededFuture(true);
        }

        @Override
        public Runnable begin(Caller caller) {
          unanswered++;
          return () -> unanswered--;
        }
      };

  private void ask(Router.Action action) {
    router.route("GET", "/", action);
    router.handle(talk.request(), Caller.ANONYMOUS, owners);
  }

  @Test
  void aRequestThatFailsAtOnceIsCountedOut() {
    ask(
        _ -> {
          assertThat(unanswered).isEqualTo(1);
          throw Problem.of(409, "no");
        });
    assertThat(talk.status()).isEqualTo(409);
    assertThat(talk.body()).isEqualTo("{\"error\":\"no\"}");
    assertThat(unanswered).isZero();
  }

  @Test
  void aRequestCountsOnceHoweverOftenItsCallerIsLetIn() {
    ask(
        exchange -> {
          exchange.enter(exchange.caller());
          assertThat(unanswered).isEqualTo(1);
          exchange.json(200, Json.of("yes"));
        });
    assertThat(talk.status()).isEqualTo(200);
    assertThat(unanswered).isZero();
  }
}
