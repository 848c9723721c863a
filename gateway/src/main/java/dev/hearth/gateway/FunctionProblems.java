package dev.hearth.gateway;

import dev.hearth.functions.FunctionException;
import dev.hearth.functions.InvokeEnd;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What callers of functions are told when something is not done as asked. */
public final class FunctionProblems {
  private static final Logger LOG = LoggerFactory.getLogger(FunctionProblems.class);
  private static final long RETRY_NANOS = 1_000_000_000L;

  private FunctionProblems() {}

  /** The problem that a failure is to its caller. */
  public static Problem of(Throwable cause) {
    return switch (cause) {
      case CompletionException wrapped when wrapped.getCause() != null -> of(wrapped.getCause());
      case FunctionException refused -> of(refused.code(), String.valueOf(refused.getMessage()));
      case Problem problem -> problem;
      default -> {
        LOG.error("a request failed", cause);
        yield Problem.from(cause);
      }
    };
  }

  private static Problem of(FunctionException.Code code, String message) {
    return switch (code) {
      case RESOURCE_NOT_FOUND -> Problem.notFound(message);
      case RESOURCE_CONFLICT -> Problem.of(409, message);
      case PRECONDITION_FAILED -> Problem.of(412, message);
      case INVALID_PARAMETER_VALUE, INVALID_REQUEST_CONTENT, CODE_STORAGE_EXCEEDED ->
          Problem.badRequest(message);
      case REQUEST_TOO_LARGE -> Problem.of(413, message);
      case TOO_MANY_REQUESTS -> Problem.passing(429, message, RETRY_NANOS);
      case ACCESS_DENIED -> Problem.of(403, message);
      case SERVICE -> Problem.of(500, message);
    };
  }

  /** The problem that a call which never ran is to its caller. */
  public static Problem of(InvokeEnd.Refused refused) {
    long after = Math.max(RETRY_NANOS, refused.retryAfterNanos());
    return switch (refused.reason()) {
      case RESERVED_CONCURRENCY, QUEUE_FULL, QUOTA ->
          Problem.passing(429, refused.message(), after);
      case NO_CAPACITY, DRAINING, TOO_LATE -> Problem.passing(503, refused.message(), after);
      case NO_SUCH_FUNCTION -> Problem.notFound(refused.message());
    };
  }

  /** Answers with what comes, or with the problem that comes instead. */
  public static <T> void answer(
      Exchange exchange, CompletionStage<T> coming, Consumer<T> answered) {
    coming.whenComplete(
        (value, failure) -> {
          if (failure instanceof CancellationException) {
            return; // whoever asked has left
          }
          if (failure != null) {
            exchange.fail(of(failure));
            return;
          }
          try {
            answered.accept(value);
          } catch (RuntimeException e) {
            exchange.fail(of(e));
          }
        });
  }

  /** Does something that may be refused at once. */
  public static void guarded(Exchange exchange, Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      exchange.fail(of(e));
    }
  }
}
