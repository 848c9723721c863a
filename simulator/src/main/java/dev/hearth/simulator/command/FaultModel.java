package dev.hearth.simulator.command;

import dev.hearth.simulator.Faults;

/** How much goes wrong. */
enum FaultModel {
  NONE,
  MILD,
  HARSH;

  /** Of every thousand occasions a few go wrong in a mild world. */
  private static final Faults FEW =
      new Faults(
          0.01, 0.001, 0.01, 0.01, 0, 0.001, 0.01, 0.01, 0.001, 0, 0.001, 0.001, 0.01, 0, 0.001,
          0.01);

  Faults faults() {
    return switch (this) {
      case NONE -> Faults.NONE;
      case MILD -> FEW;
      case HARSH -> Faults.HARSH;
    };
  }
}
