package dev.hearth.benchmarks.suites.live;

import tools.jackson.databind.JsonNode;

/**
 * Where the time of an invocation went, by the node's record of it; all in milliseconds.
 *
 * @param receive until the kernel had it
 * @param queue until its run began, without the start of the instance that ran it
 * @param init start of that instance
 * @param execution of the run
 * @param total from its arrival to its outcome
 */
record Split(double receive, double queue, double init, double execution, double total) {
  static Split of(JsonNode record) {
    double init = phase(record, "load");
    return new Split(
        phase(record, "receive"),
        phase(record, "queue") - init,
        init,
        phase(record, "run"),
        record.get("totalMs").asDouble());
  }

  /** A phase by its name, 0 where it has none. */
  static double phase(JsonNode record, String name) {
    for (JsonNode phase : record.get("phases")) {
      if (phase.get("name").asString().equals(name)) {
        return phase.get("ms").asDouble();
      }
    }
    return 0;
  }

  double sum() {
    return receive + queue + init + execution;
  }
}
