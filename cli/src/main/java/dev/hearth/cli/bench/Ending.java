package dev.hearth.cli.bench;

/** How a request ended, as the columns of the report tell them apart. */
enum Ending {
  /** Answered, and the answer is one. */
  OK("ok"),
  /** Refused for now: status 429, or RESOURCE_EXHAUSTED. */
  TOO_MANY("429"),
  /** No capacity: status 503, or UNAVAILABLE. */
  UNAVAILABLE("503"),
  /** Time ran out at the server: status 504, or DEADLINE_EXCEEDED. */
  TIMED_OUT("504"),
  /** Any other status, a broken connection, no answer in time, or an answer that is none. */
  ERROR("error"),
  /** Never sent, because as many requests as allowed were under way. */
  DROPPED("dropped"),
  /** Answered, but otherwise than the first time. */
  DIFFERENT("different");

  private final String title;

  Ending(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  boolean refused() {
    return this == TOO_MANY || this == UNAVAILABLE;
  }

  static Ending ofHttp(int status) {
    return switch (status) {
      case 200 -> OK;
      case 429 -> TOO_MANY;
      case 503 -> UNAVAILABLE;
      case 504 -> TIMED_OUT;
      default -> ERROR;
    };
  }

  static Ending ofGrpc(int code) {
    return switch (code) {
      case 0 -> OK;
      case 4 -> TIMED_OUT;
      case 8 -> TOO_MANY;
      case 14 -> UNAVAILABLE;
      default -> ERROR;
    };
  }
}
