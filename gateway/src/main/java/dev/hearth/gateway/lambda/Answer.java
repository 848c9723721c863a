package dev.hearth.gateway.lambda;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a call of the API is answered with: a status and a JSON object, or none. */
record Answer(int status, @Nullable Map<String, ?> body) {
  static Answer ok(Map<String, ?> body) {
    return new Answer(200, body);
  }

  static Answer created(Map<String, ?> body) {
    return new Answer(201, body);
  }

  static Answer nothing() {
    return new Answer(204, null);
  }
}
