package dev.hearth.distribution.planted;

/** Remembers something for all instances. */
public final class StaticState {
  static int count;
}
