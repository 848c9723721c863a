package dev.hearth.simulator;

import dev.hearth.kernel.Inputs;
import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.World;

/** Makes the kernel of a virtual node, so that one may be recorded, or broken on purpose. */
public interface Seating {
  /** A kernel and the way its inputs go in. */
  record Seat(Kernel kernel, Inputs inputs) {
    public Seat(Kernel kernel) {
      this(kernel, kernel);
    }
  }

  Seat seat(KernelOptions options, World world);
}
