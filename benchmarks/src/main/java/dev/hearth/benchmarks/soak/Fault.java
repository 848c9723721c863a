package dev.hearth.benchmarks.soak;

/** What is done to the node, and for how long what it explains may go on afterwards. */
enum Fault {
  KILL_WORKER("kill a function's worker", 0, 10),
  KILL_NODE("kill the node and start it again", 0, 5),
  FILL_DISK("fill the disk", 6, 10),
  MEMORY_PRESSURE("leave the node's group almost no memory", 6, 10),
  CLOCK_JUMP("move the node's clock", 8, 5),
  SLOW_CLIENTS("send and read slowly on many connections", 8, 0),
  CUT_CONNECTIONS("cut many connections half-way", 1, 0);

  private final String meaning;
  private final int seconds;
  private final int graceSeconds;

  Fault(String meaning, int seconds, int graceSeconds) {
    this.meaning = meaning;
    this.seconds = seconds;
    this.graceSeconds = graceSeconds;
  }

  String meaning() {
    return meaning;
  }

  /** How long it goes on. */
  int seconds() {
    return seconds;
  }

  int graceSeconds() {
    return graceSeconds;
  }

  /**
   * Whether it explains that a request of a kind fails with an error. Disk and memory may stop what
   * writes or starts something; a worker's end fails what ran on it. Nothing else fails anything.
   */
  boolean explains(Kind kind) {
    return switch (this) {
      case KILL_WORKER -> kind.usesWorkers();
      case KILL_NODE -> kind == Kind.DEPLOY;
      case FILL_DISK ->
          kind.usesWorkers()
              || kind == Kind.FUNCTION_ASYNC
              || kind == Kind.DEPLOY
              || kind == Kind.MODEL_COLD;
      case MEMORY_PRESSURE -> true;
      case CLOCK_JUMP, SLOW_CLIENTS, CUT_CONNECTIONS -> false;
    };
  }
}
