package dev.hearth.simulator;

import dev.hearth.kernel.Limits;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Revision;
import java.util.List;

/**
 * What happens in one simulation; with the kernel's code, all that its result depends on.
 *
 * @param seed where all chance starts
 * @param nodes how many nodes there are, each with its own kernel
 * @param capacity what each node has
 * @param limits the bounds of each kernel
 * @param policies each node's own choice of policies
 * @param functions what is deployed on every node
 * @param arrivalsPerSecond invocations a second that each node's submitters send
 * @param seconds how long they send
 * @param cancels share of invocations that are taken back
 * @param redeploys redeployments of some function a second
 * @param faults what goes wrong
 */
public record Scenario(
    long seed,
    int nodes,
    Resources capacity,
    Limits limits,
    PolicyChoice policies,
    List<Revision> functions,
    double arrivalsPerSecond,
    int seconds,
    double cancels,
    double redeploys,
    Faults faults) {
  public Scenario {
    functions = List.copyOf(functions);
    if (nodes < 1 || functions.isEmpty()) {
      throw new IllegalArgumentException("a scenario needs a node and a function");
    }
  }
}
