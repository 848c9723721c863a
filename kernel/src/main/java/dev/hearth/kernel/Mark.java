package dev.hearth.kernel;

/** A point a run passed before its end. */
public enum Mark {
  FIRST_BYTE,
  BLOCKED,
  UNBLOCKED
}
