package dev.hearth.gateway.openai;

import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Problems as OpenAI's clients read them: {@code {"error": {message, type, param, code}}}. */
final class OpenAiErrors {
  static final String MODEL = "model";

  private OpenAiErrors() {}

  static Buffer body(Problem problem) {
    String type =
        problem.status() == 429
            ? "requests"
            : problem.status() < 500 ? "invalid_request_error" : "server_error";
    return Json.of(
        new Body(new Fault(problem.text(), type, problem.field().orElse(null), code(problem))));
  }

  private static @Nullable String code(Problem problem) {
    boolean model = problem.field().filter(MODEL::equals).isPresent();
    return switch (problem.status()) {
      case 404 -> model ? "model_not_found" : null;
      case 401 -> "invalid_api_key";
      case 429 -> "rate_limit_exceeded";
      default -> null;
    };
  }

  private record Body(Fault error) {}

  private record Fault(
      String message, String type, @Nullable String param, @Nullable String code) {}
}
