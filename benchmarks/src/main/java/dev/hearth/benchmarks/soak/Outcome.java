package dev.hearth.benchmarks.soak;

/** How a request ended; each has exactly one. */
enum Outcome {
  RIGHT("answered, and the answer is the known one"),
  REFUSED("turned away with word to come again: 429, 503, 507 or gRPC's equals"),
  EXCUSED("failed with an error while a fault was on that explains it"),
  DIED_WITH_NODE("under way or sent while the node was killed or down"),
  CUT("the connection was cut from this side, on purpose"),
  WRONG("answered with something else than the known answer"),
  FAILED("failed with an error and no fault explains it"),
  BROKEN("its connection broke though the node was up"),
  SILENT("no end of any kind within the limit");

  private final String meaning;

  Outcome(String meaning) {
    this.meaning = meaning;
  }

  String meaning() {
    return meaning;
  }

  /** Whether a sound node never lets a request end so. */
  boolean defect() {
    return switch (this) {
      case RIGHT, REFUSED, EXCUSED, DIED_WITH_NODE, CUT -> false;
      case WRONG, FAILED, BROKEN, SILENT -> true;
    };
  }
}
