package dev.hearth.benchmarks.peers;

import dev.hearth.benchmarks.Workload;

/**
 * What one request asks for. Only peers that do the same work are drawn together.
 *
 * @param name the same for the same work
 * @param does what is sent and what is answered
 */
record Work(String name, String does) {
  /** What every runtime is asked. */
  static final String NAME = "\"hearth\"";

  /** How every right answer begins, blanks left out. */
  static final String GREETED = "{\"greeting\":\"Hello,hearth!\"";

  static final Work GREETING =
      new Work(
          "greeting",
          "POST of the JSON string \"hearth\"; the answer is the JSON object {\"greeting\":"
              + " \"Hello, hearth!\", \"from\": RUNTIME}. Nothing is kept between requests.");

  static final Work MINILM =
      new Work(
          "minilm",
          "All-MiniLM-L6-v2, quantised to int8, on one row of 16 tokens: three INT64 tensors in,"
              + " the mean of the 16 token vectors scaled to length 1 out, 384 numbers. 64"
              + " different rows in turn, the same for every peer.");

  /** One of the models of the benchmarks, on the inputs they have for it. */
  static Work of(Workload workload) {
    return workload == Workload.MINILM
        ? MINILM
        : new Work(
            workload.text(),
            "The model '%s' of the benchmarks on one row, tensors in JSON; 64 different rows in turn."
                .formatted(workload.text()));
  }
}
