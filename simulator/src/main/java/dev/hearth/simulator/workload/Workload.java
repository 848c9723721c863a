package dev.hearth.simulator.workload;

import java.util.List;

/** Functions and their invocations: a trace that was read or a mix that is generated. */
public interface Workload {
  String name();

  /** In order of their handles. */
  List<FunctionProfile> functions();

  /** Invocations arrive in {@code [0, lengthNanos)}; steps of workflows may come later. */
  long lengthNanos();

  /** Hexadecimal SHA-256 of all that it is made from, so that a figure can name its input. */
  String fingerprint();

  /**
   * The invocations under a seed. Equal seeds give equal arrivals and durations, whatever policy is
   * tried, so that policies are compared on the same input.
   */
  Arrivals arrivals(long seed);
}
