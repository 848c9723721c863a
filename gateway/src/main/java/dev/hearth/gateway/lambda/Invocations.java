package dev.hearth.gateway.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.functions.InvokeEnd.Failed;
import dev.hearth.gateway.Json;
import dev.hearth.sandbox.CallEnd;
import java.util.Base64;
import java.util.LinkedHashMap;

/** What callers are told of how a call ended. */
final class Invocations {
  private Invocations() {}

  /** {@code Handled} or {@code Unhandled}. */
  static String functionError(Failed failed) {
    return failed.failure().kind() == CallEnd.Kind.HANDLED ? "Handled" : "Unhandled";
  }

  /** The function's own report as JSON, or one in its form. */
  static byte[] report(Failed failed) {
    CallEnd.Failed failure = failed.failure();
    if (failure.body().length > 0) {
      return failure.body();
    }
    var report = new LinkedHashMap<String, Object>();
    report.put("errorMessage", failure.message());
    report.put("errorType", failure.errorType());
    return Json.of(report).getBytes();
  }

  /** The end of a log as the header has it. */
  static String log(String tail) {
    return Base64.getEncoder().encodeToString(tail.getBytes(UTF_8));
  }
}
