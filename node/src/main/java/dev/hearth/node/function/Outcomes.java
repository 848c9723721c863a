package dev.hearth.node.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.InvokeEnd.Throttle;
import dev.hearth.kernel.Outcome;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallEnd.Kind;
import org.jspecify.annotations.Nullable;

/** Between the words of the kernel and those of functions. */
final class Outcomes {
  private static final byte[] NOTHING = "".getBytes(UTF_8);

  private Outcomes() {}

  /** What the kernel is told of a run. */
  static Outcome of(CallEnd end) {
    return switch (end) {
      case CallEnd.Answered _ -> Outcome.ANSWERED;
      case CallEnd.Failed failed -> new Outcome.Failed(Outcome.Fault.EXECUTION, failed.errorType());
    };
  }

  /** What a caller is told whose call came to no end of its own. */
  static InvokeEnd end(@Nullable Outcome outcome, FunctionCall call) {
    return switch (outcome) {
      case null -> throw new IllegalStateException("call " + call.id + " has no outcome");
      case Outcome.Answered _ -> throw new IllegalStateException("an answer without an answer");
      case Outcome.Failed failed -> failed(call, failed);
      case Outcome.Rejected rejected ->
          new InvokeEnd.Refused(
              throttle(rejected.reason()), rejected.message(), rejected.retryAfterNanos());
      case Outcome.TimedOut(Outcome.Stage stage) when stage == Outcome.Stage.RUNNING ->
          failed(call, Kind.TIMED_OUT, "Sandbox.Timedout", timedOut(call));
      case Outcome.TimedOut _ ->
          new InvokeEnd.Refused(
              Throttle.TOO_LATE,
              "no instance of '%s' came free in time; raise its concurrency or the node's capacity"
                  .formatted(call.served.version.name()),
              0);
      case Outcome.Cancelled _ ->
          failed(call, Kind.ABORTED, "Sandbox.Aborted", "the call was taken back");
    };
  }

  static String timedOut(FunctionCall call) {
    return "%s Task timed out after %.2f seconds"
        .formatted(call.request.requestId(), call.served.timeoutNanos() / 1e9);
  }

  private static InvokeEnd failed(FunctionCall call, Outcome.Failed failed) {
    return switch (failed.fault()) {
      case COLD_START -> failed(call, Kind.UNHANDLED, "Runtime.InitError", failed.message());
      case INSTANCE_LOST -> failed(call, Kind.CRASHED, "Runtime.ExitError", failed.message());
      case INPUT, EXECUTION -> failed(call, Kind.UNHANDLED, "Runtime.Unknown", failed.message());
    };
  }

  private static InvokeEnd failed(FunctionCall call, Kind kind, String type, String message) {
    return new InvokeEnd.Failed(
        new CallEnd.Failed(kind, type, message, NOTHING, false), call.metered());
  }

  private static Throttle throttle(Outcome.Refusal reason) {
    return switch (reason) {
      case NO_SUCH_FUNCTION -> Throttle.NO_SUCH_FUNCTION;
      case QUEUE_FULL -> Throttle.QUEUE_FULL;
      case TOO_LATE -> Throttle.TOO_LATE;
      case DRAINING -> Throttle.DRAINING;
      case NO_CAPACITY, OVERLOADED, TOO_MANY_ROWS -> Throttle.NO_CAPACITY;
    };
  }
}
