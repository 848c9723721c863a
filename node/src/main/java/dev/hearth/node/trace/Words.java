package dev.hearth.node.trace;

import dev.hearth.functions.InvokeEnd;
import dev.hearth.kernel.AdmissionPolicy.Admission;
import dev.hearth.kernel.Cut;
import dev.hearth.kernel.Grant;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.RoutingPolicy.Route;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What policies answered and how invocations ended, in words. */
final class Words {
  static final String ANSWERED = "answered";
  private static final double MILLIS = 1e6;
  private static final double MIB = 1 << 20;

  private Words() {}

  static String outcome(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Answered _ -> ANSWERED;
      case Outcome.Failed failed -> "failed_" + word(failed.fault());
      case Outcome.Rejected rejected -> word(rejected.reason());
      case Outcome.TimedOut _ -> "timed_out";
      case Outcome.Cancelled cancelled -> "cancelled_" + word(cancelled.cause());
    };
  }

  static @Nullable String message(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Answered _, Outcome.Cancelled _ -> null;
      case Outcome.Failed failed -> failed.message();
      case Outcome.Rejected rejected -> rejected.message();
      case Outcome.TimedOut(Outcome.Stage stage) -> "its time ran out while it was " + word(stage);
    };
  }

  static String outcome(InvokeEnd end) {
    return switch (end) {
      case InvokeEnd.Answered _ -> ANSWERED;
      case InvokeEnd.Failed failed -> "failed_" + word(failed.failure().kind());
      case InvokeEnd.Refused refused -> word(refused.reason());
    };
  }

  /** What a function wrote of its own error is its caller's, and is not repeated here. */
  static @Nullable String message(InvokeEnd end) {
    return switch (end) {
      case InvokeEnd.Answered _ -> null;
      case InvokeEnd.Failed failed -> failed.failure().errorType();
      case InvokeEnd.Refused refused -> refused.message();
    };
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static String admitted(Admission answer, long now) {
    return switch (answer) {
      case Admission.Accept _ -> "accepted";
      case Admission.Defer(long until) -> "put off for " + millis(until - now);
      case Admission.Reject rejected ->
          "rejected: %s: %s".formatted(word(rejected.reason()), rejected.message());
    };
  }

  static String routed(Route answer) {
    return switch (answer) {
      case Route.ToPool _ -> "for whichever instance is free first";
      case Route.ToInstance(int instance) -> "for instance " + instance;
      case Route.ToNode(int node) -> "to node " + node;
    };
  }

  static String cut(long cut, int rows, int members) {
    String most =
        Cut.rows(cut) == Integer.MAX_VALUE || Cut.rows(cut) == rows
            ? ""
            : " of at most " + Cut.rows(cut);
    return members == 1
        ? "%d row%s runs alone%s".formatted(rows, rows == 1 ? "" : "s", most)
        : "%d requests with %d rows%s run together".formatted(members, rows, most);
  }

  static String granted(Grant grant) {
    String loans = grant.loans().isEmpty() ? "" : ", %d loans".formatted(grant.loans().size());
    return String.format(
        Locale.ROOT,
        "%.3g cores, %.0f MiB, %s%s",
        grant.totalCpuMillis() / 1_000.0,
        grant.memoryBytes() / MIB,
        word(grant.cpuClass()),
        loans);
  }

  static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.1f ms", nanos / MILLIS);
  }
}
