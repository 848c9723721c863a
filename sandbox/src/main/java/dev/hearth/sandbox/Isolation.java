package dev.hearth.sandbox;

/** What keeps a function's code from others, from the weakest to the strongest. */
public enum Isolation {
  /** Nothing: the code is trusted like the node's own. */
  NONE,
  /** Its memory and what it may call: it cannot name anything outside. */
  MEMORY,
  /** Namespaces, resource limits and a system-call filter, on the machine's own kernel. */
  PROCESS,
  /** A kernel of its own. */
  MACHINE;

  public boolean atLeast(Isolation other) {
    return compareTo(other) >= 0;
  }
}
