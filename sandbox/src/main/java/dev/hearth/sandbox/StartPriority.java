package dev.hearth.sandbox;

/** How much of the machine a start may take from what runs already. */
public enum StartPriority {
  /** Nothing else answers for its program: callers wait for this sandbox alone. */
  FIRST,
  /** Others answer already, and would answer slower if it took the processors from them. */
  FURTHER
}
