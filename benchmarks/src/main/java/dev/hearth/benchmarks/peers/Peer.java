package dev.hearth.benchmarks.peers;

/**
 * Something to measure.
 *
 * @param label under which it is drawn; its name, unless a server by URL was given another
 * @param does how it does the work, exactly
 */
record Peer(String name, String label, Work work, String does, Need need, Start start) {
  /** What it takes to run it here. */
  interface Need {
    /** What is missing and how to get it; empty if nothing is. */
    String missing();
  }

  /** Brings it up. */
  interface Start {
    Started on(Stage stage) throws Exception;
  }
}
