package dev.hearth.kernel;

/** How the operating system orders a run among others. */
public enum CpuClass {
  /** The system's fair class. */
  DEFAULT,
  /** First in, first out, ahead of the default class, until it blocks or its slice ends. */
  FIFO
}
