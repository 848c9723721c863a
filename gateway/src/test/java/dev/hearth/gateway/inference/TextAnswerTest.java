package dev.hearth.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.inference.generation.Ending.Finished;
import dev.hearth.inference.generation.Ending.Reason;
import dev.hearth.kernel.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TextAnswerTest {
  private static final Finished FINISHED = new Finished(Reason.STOP, 1, 4);

  /** A caller that reads only when told to. */
  private static final class Caller {
    final StringBuilder sent = new StringBuilder();
    boolean full;
    boolean ended;
    @Nullable Handler<Void> drain;

    Exchange exchange() {
      HttpServerResponse response =
          proxy(HttpServerResponse.class, (self, method, args) -> response(self, method, args));
      HttpServerRequest request = proxy(HttpServerRequest.class, (_, _, _) -> response);
      return new Exchange(request, Map.of(), problem -> Json.error(problem.text()));
    }

    private @Nullable Object response(
        Object self, Method method, @Nullable Object @Nullable [] args) {
      switch (method.getName()) {
        case "ended" -> {
          return ended;
        }
        case "closed" -> {
          return false;
        }
        case "writeQueueFull" -> {
          return full;
        }
        case "drainHandler" -> drain = handler(args);
        case "write" -> sent.append(args == null ? "" : args[0]);
        case "end" -> {
          sent.append(args == null ? "" : args[0]);
          ended = true;
        }
        default -> {
          return method.getReturnType().isInstance(self) ? self : null;
        }
      }
      return method.getReturnType().isInstance(self) ? self : Future.succeededFuture();
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Handler<Void> handler(@Nullable Object @Nullable [] args) {
      return args == null ? null : (Handler<Void>) args[0];
    }

    void reads() {
      full = false;
      Handler<Void> waiting = drain;
      drain = null;
      if (waiting != null) {
        waiting.handle(null);
      }
    }

    private interface Call {
      @Nullable Object of(Object self, Method method, @Nullable Object @Nullable [] args);
    }

    private static <T> T proxy(Class<T> type, Call call) {
      return type.cast(
          Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, call::of));
    }
  }

  private record Plain() implements TextForm {
    @Override
    public boolean streamed() {
      return true;
    }

    @Override
    public Buffer whole(String text, Finished finished) {
      return Buffer.buffer(text);
    }

    @Override
    public List<Buffer> begin() {
      return List.of();
    }

    @Override
    public Buffer more(String text) {
      return Buffer.buffer(text);
    }

    @Override
    public List<Buffer> end(Finished finished) {
      return List.of(Buffer.buffer("over"));
    }

    @Override
    public Buffer failed(Problem problem) {
      return Buffer.buffer("failed");
    }
  }

  private final Caller caller = new Caller();
  private final TextAnswer answer = new TextAnswer(caller.exchange(), "m", new Plain());

  @Test
  void textGoesOutAsItComes() {
    answer.text("a");
    answer.text("b");
    answer.ended(Outcome.ANSWERED, Optional.of(FINISHED));
    assertThat(caller.sent).hasToString("data: a\n\ndata: b\n\ndata: over\n\n");
  }

  @Test
  void whatASlowReaderHasNotTakenBecomesOneEvent() {
    answer.text("a");
    caller.full = true;
    for (int i = 0; i < 1_000; i++) {
      answer.text("b");
    }
    answer.ended(Outcome.ANSWERED, Optional.of(FINISHED));
    assertThat(caller.sent).hasToString("data: a\n\n");
    assertThat(caller.ended).isFalse();
    caller.reads();
    assertThat(caller.sent)
        .hasToString("data: a\n\ndata: " + "b".repeat(1_000) + "\n\ndata: over\n\n");
    assertThat(caller.ended).isTrue();
  }

  @Test
  void aFailureAfterTheFirstTextIsTheLastEvent() {
    answer.text("a");
    answer.ended(new Outcome.Failed(Outcome.Fault.EXECUTION, "why"), Optional.empty());
    assertThat(caller.sent).hasToString("data: a\n\ndata: failed\n\n");
    assertThat(caller.ended).isTrue();
  }
}
