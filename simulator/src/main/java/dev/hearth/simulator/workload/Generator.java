package dev.hearth.simulator.workload;

import dev.hearth.kernel.Suite.Parameter;
import java.util.List;

/**
 * A family of synthetic workloads. What it makes depends on its settings alone; a trial's seed
 * decides when the functions are invoked, not which functions there are.
 */
public interface Generator {
  /** As specifications call it. */
  String name();

  /** One line for those who choose. */
  String meaning();

  List<Parameter> parameters();

  /**
   * Makes the workload.
   *
   * @param name of the workload
   * @param fingerprint of the settings and whatever else went into them
   */
  Workload make(Settings settings, String name, Fingerprint fingerprint);
}
