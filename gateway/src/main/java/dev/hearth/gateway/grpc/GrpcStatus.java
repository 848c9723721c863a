package dev.hearth.gateway.grpc;

import dev.hearth.gateway.Problem;

/** The codes with which a call ends. The others of gRPC's are never told by this server. */
enum GrpcStatus {
  OK(0),
  CANCELLED(1),
  INVALID_ARGUMENT(3),
  DEADLINE_EXCEEDED(4),
  NOT_FOUND(5),
  PERMISSION_DENIED(7),
  RESOURCE_EXHAUSTED(8),
  FAILED_PRECONDITION(9),
  ABORTED(10),
  UNIMPLEMENTED(12),
  INTERNAL(13),
  UNAVAILABLE(14),
  UNAUTHENTICATED(16);

  private final String code;

  GrpcStatus(int code) {
    this.code = Integer.toString(code);
  }

  /** The code as it stands in a trailer. */
  String code() {
    return code;
  }

  int number() {
    return Integer.parseInt(code);
  }

  /** What an HTTP status means here. A 503 that waiting does not end is a failed precondition. */
  static GrpcStatus of(Problem problem) {
    return switch (problem.status()) {
      case 400 -> INVALID_ARGUMENT;
      case 401 -> UNAUTHENTICATED;
      case 403, 421 -> PERMISSION_DENIED;
      case 404 -> NOT_FOUND;
      case 409 -> ABORTED;
      case 413, 429, 507 -> RESOURCE_EXHAUSTED;
      case 499 -> CANCELLED;
      case 501 -> UNIMPLEMENTED;
      case 502 -> UNAVAILABLE;
      case 503 -> problem.retryAfterSeconds().isPresent() ? UNAVAILABLE : FAILED_PRECONDITION;
      case 504 -> DEADLINE_EXCEEDED;
      default -> INTERNAL;
    };
  }
}
