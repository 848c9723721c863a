package dev.hearth.benchmarks.soak;

import io.vertx.core.Context;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The event loop as other threads see it. */
record Loop(Context context) {
  /** Does something there, and waits for what comes of it. */
  <T> T ask(Supplier<T> question) {
    var answer = new CompletableFuture<T>();
    context.runOnContext(
        _ -> {
          try {
            answer.complete(question.get());
          } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
          }
        });
    return answer.join();
  }

  void tell(Runnable work) {
    context.runOnContext(_ -> work.run());
  }
}
