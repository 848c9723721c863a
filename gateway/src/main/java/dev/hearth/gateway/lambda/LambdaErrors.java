package dev.hearth.gateway.lambda;

import dev.hearth.functions.Failures;
import dev.hearth.functions.FunctionException;
import dev.hearth.functions.InvokeEnd.Refused;
import dev.hearth.functions.InvokeEnd.Throttle;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.sandbox.SandboxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Problems as AWS's clients read them: the header {@code x-amzn-ErrorType} and {@code {"Type",
 * "Message"}}.
 */
final class LambdaErrors {
  private static final Logger LOG = LoggerFactory.getLogger(LambdaErrors.class);
  private static final String TYPE = "x-amzn-ErrorType";
  private static final int CLIENTS_FAULT = 500;

  private LambdaErrors() {}

  /** A problem as it is told. */
  record Told(int status, String type, String message, Optional<String> reason, long retrySeconds) {
    Told(int status, String type, String message) {
      this(status, type, message, Optional.empty(), 0);
    }

    Buffer body() {
      var body = new LinkedHashMap<String, Object>();
      body.put("Type", status < CLIENTS_FAULT ? "User" : "Service");
      body.put("Message", message);
      body.put("message", message);
      reason.ifPresent(text -> body.put("Reason", text));
      return Json.of(body);
    }
  }

  static void fail(Exchange exchange, Throwable failure) {
    fail(exchange, told(exchange, Failures.cause(failure)));
  }

  static void fail(Exchange exchange, Told told) {
    if (exchange.over()) {
      return;
    }
    var response = exchange.request().response();
    response.putHeader(TYPE, told.type());
    if (told.retrySeconds() > 0) {
      response.putHeader("Retry-After", Long.toString(told.retrySeconds()));
    }
    exchange.json(told.status(), told.body());
  }

  /** What the router finds wrong before anybody here hears of it. */
  static Buffer body(Problem problem) {
    return told(problem).body();
  }

  /** The same in the header by which clients tell errors apart. */
  static void head(Problem problem, HttpServerResponse response) {
    response.putHeader(TYPE, told(problem).type());
  }

  private static Told told(Exchange exchange, Throwable failure) {
    return switch (failure) {
      case FunctionException e -> told(e);
      case SandboxException e -> told(e);
      case Problem problem -> told(problem);
      case Denied denied -> new Told(403, denied.type(), String.valueOf(denied.getMessage()));
      default -> {
        LOG.error("{} {} failed", exchange.request().method(), exchange.request().path(), failure);
        yield new Told(
            500, "ServiceException", "the node failed on this request; its log says why");
      }
    };
  }

  private static Told told(FunctionException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.code()) {
      case RESOURCE_NOT_FOUND -> new Told(404, "ResourceNotFoundException", message);
      case RESOURCE_CONFLICT -> new Told(409, "ResourceConflictException", message);
      case PRECONDITION_FAILED -> new Told(412, "PreconditionFailedException", message);
      case INVALID_PARAMETER_VALUE -> new Told(400, "InvalidParameterValueException", message);
      case INVALID_REQUEST_CONTENT -> new Told(400, "InvalidRequestContentException", message);
      case REQUEST_TOO_LARGE -> new Told(413, "RequestTooLargeException", message);
      case CODE_STORAGE_EXCEEDED -> new Told(400, "CodeStorageExceededException", message);
      case TOO_MANY_REQUESTS ->
          new Told(
              429, "TooManyRequestsException", message, Optional.of("CallerRateLimitExceeded"), 1);
      case ACCESS_DENIED -> new Told(403, "AccessDeniedException", message);
      case SERVICE -> {
        LOG.warn("the registry of functions failed", e);
        yield new Told(500, "ServiceException", message);
      }
    };
  }

  private static Told told(SandboxException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.code()) {
      case INVALID_PROGRAM, START_FAILED, UNAVAILABLE ->
          new Told(400, "InvalidParameterValueException", message);
      case UNSUPPORTED, FAILED -> {
        LOG.warn("a sandbox failed", e);
        yield new Told(500, "ServiceException", message);
      }
    };
  }

  private static Told told(Problem problem) {
    String type =
        switch (problem.status()) {
          case 400 -> "InvalidRequestContentException";
          case 401 -> "MissingAuthenticationTokenException";
          case 403, 421 -> "AccessDeniedException";
          case 404 -> "ResourceNotFoundException";
          case 409 -> "ResourceConflictException";
          case 413 -> "RequestTooLargeException";
          case 429 -> "TooManyRequestsException";
          default ->
              problem.status() < CLIENTS_FAULT
                  ? "InvalidParameterValueException"
                  : "ServiceException";
        };
    return new Told(
        problem.status(),
        type,
        problem.text(),
        Optional.empty(),
        problem.retryAfterSeconds().orElse(0));
  }

  private static final Map<Throttle, String> REASONS =
      Map.of(
          Throttle.RESERVED_CONCURRENCY, "ReservedFunctionConcurrentInvocationLimitExceeded",
          Throttle.QUOTA, "CallerRateLimitExceeded",
          Throttle.NO_CAPACITY, "ConcurrentInvocationLimitExceeded",
          Throttle.QUEUE_FULL, "ConcurrentInvocationLimitExceeded",
          Throttle.TOO_LATE, "ConcurrentInvocationLimitExceeded");

  /** A call that never ran. */
  static Told told(Refused refused) {
    long seconds = Math.max(1, Math.ceilDiv(refused.retryAfterNanos(), 1_000_000_000L));
    return switch (refused.reason()) {
      case RESERVED_CONCURRENCY, QUOTA, NO_CAPACITY, QUEUE_FULL, TOO_LATE ->
          new Told(
              429,
              "TooManyRequestsException",
              refused.message(),
              Optional.ofNullable(REASONS.get(refused.reason())),
              seconds);
      case DRAINING ->
          new Told(503, "ServiceException", refused.message(), Optional.empty(), seconds);
      case NO_SUCH_FUNCTION -> new Told(404, "ResourceNotFoundException", refused.message());
    };
  }
}
