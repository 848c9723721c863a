package dev.hearth.functions;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Lets the changes of one name happen one after another. Owned by the event loop. */
final class Turns {
  private static final class Line {
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);
    private int length;
  }

  private final int limit;
  private final Map<String, Line> lines = new HashMap<>();

  /**
   * Lines of a length.
   *
   * @param limit changes of one name, the present one included
   */
  Turns(int limit) {
    this.limit = limit;
  }

  /** Does {@code change} once all earlier ones of that name have ended, well or not. */
  <T> CompletionStage<T> take(String name, Supplier<CompletionStage<T>> change) {
    Line line = lines.computeIfAbsent(name, _ -> new Line());
    if (line.length >= limit) {
      return CompletableFuture.failedFuture(
          new FunctionException(
              FunctionException.Code.TOO_MANY_REQUESTS,
              "%d changes of %s wait already; try again when they are done"
                  .formatted(limit, name)));
    }
    line.length++;
    CompletableFuture<T> mine =
        line.last.handle((_, _) -> null).thenCompose(_ -> change.get()).toCompletableFuture();
    line.last = mine;
    return mine.whenComplete((_, _) -> leave(name, line));
  }

  private void leave(String name, Line line) {
    if (--line.length == 0) {
      lines.remove(name);
    }
  }
}
