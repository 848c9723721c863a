package dev.hearth.simulator.workload;

import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.LatencyModel;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Revision;
import java.util.Optional;

/**
 * One function of a workload. Its handle is its place in {@link Workload#functions}.
 *
 * @param name unique in its workload
 * @param application the application it belongs to; functions of one share it
 * @param configuration what an instance gets
 * @param coldStart what a start costs
 * @param objective what it is planned for and goodput is counted by
 * @param latency how long a batch takes; where there is none a run takes as long as the longest
 *     duration of its members
 * @param assists the handle of the function whose runs it speeds up, whose latency with its help
 *     {@code latency} then is, or {@link Revision#NOTHING}
 */
public record FunctionProfile(
    String name,
    String application,
    Configuration configuration,
    ColdStart coldStart,
    Objective objective,
    Optional<LatencyModel> latency,
    int assists) {
  public FunctionProfile(
      String name, String application, Configuration configuration, ColdStart coldStart) {
    this(name, application, configuration, coldStart, Objective.NONE, Optional.empty());
  }

  /** A function that serves invocations of its own. */
  public FunctionProfile(
      String name,
      String application,
      Configuration configuration,
      ColdStart coldStart,
      Objective objective,
      Optional<LatencyModel> latency) {
    this(name, application, configuration, coldStart, objective, latency, Revision.NOTHING);
  }
}
