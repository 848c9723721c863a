package dev.hearth.gateway.inference;

import dev.hearth.gateway.Problem;
import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Outcome;

/** The HTTP status and sentence for each outcome that is not an answer. */
public final class Outcomes {
  private static final long SECOND = 1_000_000_000L;

  private Outcomes() {}

  /** What to tell a caller over HTTP. */
  public static Problem problem(String model, Outcome outcome) {
    return problem(model, outcome, InferenceApi.TIMEOUT_HEADER);
  }

  /**
   * What to tell the caller.
   *
   * @param allowance with what a caller allows more time
   */
  public static Problem problem(String model, Outcome outcome, String allowance) {
    return switch (outcome) {
      case Outcome.Answered _ -> throw new IllegalArgumentException("an answer is not a problem");
      case Outcome.Failed failed -> failed(model, failed);
      case Outcome.Rejected rejected -> rejected(model, rejected);
      case Outcome.TimedOut timedOut -> timedOut(model, timedOut.stage(), allowance);
      case Outcome.Cancelled cancelled -> cancelled(model, cancelled.cause(), allowance);
    };
  }

  private static Problem failed(String model, Outcome.Failed failed) {
    return switch (failed.fault()) {
      case INPUT -> Problem.badRequest(failed.message());
      case EXECUTION -> Problem.of(500, "model '%s' failed: %s".formatted(model, failed.message()));
      case INSTANCE_LOST ->
          Problem.passing(
              503,
              "the instance of model '%s' went away while it ran: %s"
                  .formatted(model, failed.message()),
              SECOND);
      case COLD_START ->
          Problem.passing(
              503,
              "no instance of model '%s' could be started: %s".formatted(model, failed.message()),
              SECOND);
    };
  }

  private static Problem rejected(String model, Outcome.Rejected rejected) {
    int status =
        switch (rejected.reason()) {
          case NO_SUCH_FUNCTION -> 404;
          case TOO_MANY_ROWS -> 400;
          case QUEUE_FULL, OVERLOADED -> 429;
          case TOO_LATE -> 504;
          case DRAINING, NO_CAPACITY -> 503;
        };
    String message = "model '%s': %s".formatted(model, rejected.message());
    return status == 429 || status == 503
        ? Problem.passing(status, message, rejected.retryAfterNanos())
        : Problem.of(status, message);
  }

  private static Problem timedOut(String model, Outcome.Stage stage, String allowance) {
    String where =
        switch (stage) {
          case QUEUED -> "waited";
          case RUNNING -> "ran";
          case FORWARDED -> "was with another node";
        };
    return Problem.of(
        504,
        "model '%s' did not answer in time: the request still %s; allow more time with %s"
            .formatted(model, where, allowance));
  }

  private static Problem cancelled(String model, Cause cause, String allowance) {
    return switch (cause) {
      case CALLER -> Problem.of(499, "the caller took the request back");
      case DEADLINE -> timedOut(model, Outcome.Stage.QUEUED, allowance);
      case RETIRED ->
          Problem.notFound("model '" + model + "' was removed while the request waited");
      case DRAIN -> Problem.passing(503, "the node is stopping; ask another", SECOND);
      case INSTANCE_LOST ->
          Problem.passing(503, "the instance of model '" + model + "' went away", SECOND);
    };
  }
}
