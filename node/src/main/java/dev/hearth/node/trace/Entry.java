package dev.hearth.node.trace;

import dev.hearth.gateway.trace.Origin;
import dev.hearth.gateway.trace.TraceContext;
import dev.hearth.kernel.AdmissionPolicy.Admission;
import dev.hearth.kernel.Grant;
import dev.hearth.kernel.RoutingPolicy.Route;
import dev.hearth.sandbox.Timeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one invocation. Times are nanoseconds by the node's clock, −1 for what has
 * not happened. Written by the event loop until its outcome, and by nobody afterwards but for the
 * operators.
 */
final class Entry {
  static final long NEVER = -1;

  final Known known;
  final TraceContext caller;
  final long span;

  /** What it is known by where that is not its span: a call of a function has its own id. */
  final @Nullable String name;

  final String protocol;
  final int rows;
  final long receivedAt;
  final long submittedAt;

  /** Whose answer it is, if it came straight from a socket. */
  final @Nullable Origin origin;

  /** Whether policies are asked for their reasons. */
  final boolean detailed;

  @Nullable Admission admission;
  @Nullable Route route;
  @Nullable Grant grant;
  @Nullable String whyAdmitted;
  @Nullable String whyRouted;
  @Nullable String whyWaited;
  @Nullable String whyCut;
  @Nullable String whyGranted;
  long admittedAt = NEVER;
  long waitSince = NEVER;
  long waitUntil = NEVER;
  long loadFrom = NEVER;
  long loadUntil = NEVER;
  long startedAt = NEVER;
  long firstAt = NEVER;
  long endedAt = NEVER;
  long cut;
  int instance = -1;
  int runRows;
  int runMembers;
  int attempts;
  Timeline loading = Timeline.EMPTY;
  RunParts parts = RunParts.UNKNOWN;
  List<Note> notes = List.of();
  String outcome = "";
  @Nullable String message;
  volatile List<OperatorSpan> operators = List.of();

  Entry(
      Known known,
      TraceContext caller,
      long span,
      @Nullable String name,
      String protocol,
      int rows,
      long receivedAt,
      long submittedAt,
      @Nullable Origin origin,
      boolean detailed) {
    this.known = known;
    this.caller = caller;
    this.span = span;
    this.name = name;
    this.protocol = protocol;
    this.rows = rows;
    this.receivedAt = receivedAt;
    this.submittedAt = submittedAt;
    this.origin = origin;
    this.detailed = detailed;
  }

  String id() {
    return name == null ? TraceContext.hex(span) : name;
  }

  /** Whether the times of its model's operators are still to come. */
  boolean wantsOperators() {
    return origin != null && origin.wantsOperators() && answered();
  }

  boolean answered() {
    return outcome.equals(Words.ANSWERED);
  }

  /** Nanoseconds from its arrival to its outcome. */
  long total() {
    return endedAt - receivedAt;
  }

  /** When its answer was with the socket, or {@link #NEVER}. */
  long overAt() {
    return origin == null ? NEVER : origin.overAt();
  }
}
