package dev.hearth.functions.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.functions.Invoke;
import dev.hearth.sandbox.CallEnd;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Records of calls that ended, in the shape AWS's destinations have them. */
final class Records {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Records() {}

  static byte[] of(Waiting waiting, Invoke call, Outcome outcome, long nowMillis) {
    var record = new LinkedHashMap<String, Object>();
    record.put("version", "1.0");
    record.put("timestamp", Instant.ofEpochMilli(nowMillis).toString());
    record.put(
        "requestContext",
        Map.of(
            "requestId", call.requestId(),
            "functionArn", call.functionArn(),
            "condition", outcome.condition().word,
            "approximateInvokeCount", outcome.attempts()));
    record.put("requestPayload", value(call.payload()));
    if (outcome.success() || outcome.failure().isPresent()) {
      var context = new LinkedHashMap<String, Object>();
      context.put("statusCode", 200);
      context.put("executedVersion", waiting.qualifier.orElse("$LATEST"));
      outcome.failure().ifPresent(failure -> context.put("functionError", word(failure)));
      record.put("responseContext", context);
      record.put("responsePayload", payload(outcome));
    }
    return JSON.writeValueAsBytes(record);
  }

  /** The word for the header and the record of a function's error. */
  static String word(CallEnd.Failed failure) {
    return failure.kind() == CallEnd.Kind.HANDLED ? "Handled" : "Unhandled";
  }

  /** What the function said of its end, or what is to be said of it. */
  static byte[] report(Outcome outcome) {
    return outcome.answer().length > 0 || outcome.failure().isEmpty()
        ? outcome.answer()
        : JSON.writeValueAsBytes(payload(outcome));
  }

  private static Object payload(Outcome outcome) {
    if (outcome.answer().length == 0 && outcome.failure().isPresent()) {
      CallEnd.Failed failure = outcome.failure().get();
      return Map.of("errorType", failure.errorType(), "errorMessage", failure.message());
    }
    return value(outcome.answer());
  }

  /** JSON as such, anything else as text. */
  static Object value(byte[] payload) {
    try {
      if (payload.length > 0) {
        return Optional.<Object>of(JSON.readTree(payload)).get();
      }
    } catch (JacksonException _) {
      // It is text then.
    }
    return new String(payload, UTF_8);
  }
}
