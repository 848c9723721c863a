package dev.hearth.sandbox;

/** The order of magnitude of a start, for those who choose without having measured. */
public enum StartClass {
  MICROSECONDS,
  MILLISECONDS,
  TENTHS_OF_SECONDS,
  SECONDS
}
