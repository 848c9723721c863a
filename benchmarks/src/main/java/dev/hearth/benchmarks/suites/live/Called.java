package dev.hearth.benchmarks.suites.live;

import tools.jackson.databind.JsonNode;

/**
 * An answered call.
 *
 * @param invocation what the node calls it
 * @param ms until its caller had the answer
 */
record Called(JsonNode answer, String invocation, double ms) {
  /** What the function itself took, as it says. */
  double functionMs() {
    return answer.get("nanos").asLong() / 1e6;
  }

  /** What it took of a processor, or the time it took where its thread could not tell. */
  double cpuMs() {
    return answer.path("cpuNanos").asLong(answer.get("nanos").asLong()) / 1e6;
  }

  /**
   * Itself.
   *
   * @throws IllegalStateException if the answer has another checksum
   */
  Called checked(Known known, long n) {
    String expected = known.checksum(n);
    String found = answer.path("checksum").asString("none");
    if (!found.equals(expected)) {
      throw new IllegalStateException(
          "'%s' of %d answered the checksum %s, not %s"
              .formatted(known.name(), n, found, expected));
    }
    return this;
  }
}
