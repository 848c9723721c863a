package dev.hearth.node.function;

import dev.hearth.functions.Concurrency;
import dev.hearth.functions.FunctionConfiguration;
import dev.hearth.functions.FunctionVersion;
import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Scale;
import dev.hearth.sandbox.SandboxException;
import java.util.Map;
import java.util.function.Function;

/**
 * What the kernel is told of a version. An instance reserves its memory limit; of the processors,
 * which it only uses while it runs, next to nothing.
 */
public final class Revisions {
  private static final int CPU_MILLIS = 1;
  private static final int MAX_QUEUE = 10_000;
  private static final int MAX_INSTANCES = 10_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** Scaling follows the calls at hand at once; an instance without work stays five minutes. */
  private static final Map<Role, PolicyChoice.Named> STANDARD =
      Map.of(
          Role.SCALING,
          new PolicyChoice.Named("queue-length", Map.of()),
          Role.WARMTH,
          new PolicyChoice.Named("fixed", Map.of("keep-alive", "5m")));

  private final Resources capacity;
  private final PolicyChoice ofNode;
  private final Function<Map<String, String>, PolicyChoice> policies;

  /**
   * @param ofNode what the node's configuration says, which stands before our own standard
   * @param policies reads what a manifest says of policies
   */
  public Revisions(
      Resources capacity,
      PolicyChoice ofNode,
      Function<Map<String, String>, PolicyChoice> policies) {
    this.capacity = capacity;
    this.ofNode = ofNode;
    this.policies = policies;
  }

  /**
   * The revision of a version.
   *
   * @throws SandboxException if this node could never run it so
   */
  Revision of(int handle, FunctionVersion version, Concurrency concurrency) {
    FunctionConfiguration configuration = version.configuration();
    Resources one = Resources.of(CPU_MILLIS, configuration.limits().memoryBytes());
    return new Revision(
        handle,
        version.name(),
        new Configuration(one, Batching.NONE, configuration.limits().concurrency()),
        scale(version, one, concurrency),
        Objective.NONE,
        MAX_QUEUE,
        configuration.idempotent(),
        choice(configuration));
  }

  private Scale scale(FunctionVersion version, Resources one, Concurrency concurrency) {
    long room = Math.min(MAX_INSTANCES, capacity.memoryBytes() / one.memoryBytes());
    if (room == 0) {
      throw refused(version, "needs %s".formatted(one));
    }
    if (concurrency.provisioned() > room) {
      throw refused(
          version, "needs %d ready instances of %s".formatted(concurrency.provisioned(), one));
    }
    int slots = version.configuration().limits().concurrency();
    int reserved = concurrency.reserved().orElse(Integer.MAX_VALUE);
    int useful = Math.max(1, Math.ceilDiv(reserved, slots));
    int max = (int) Math.max(concurrency.provisioned(), Math.min(room, useful));
    return new Scale(concurrency.provisioned(), max, version.configuration().zeroAfterNanos());
  }

  private SandboxException refused(FunctionVersion version, String what) {
    return new SandboxException(
        SandboxException.Code.INVALID_PROGRAM,
        "'%s' %s but this node may give only %s; ask for less, or raise capacity.memory"
            .formatted(version.name(), what, capacity));
  }

  private PolicyChoice choice(FunctionConfiguration configuration) {
    PolicyChoice choice = policies.apply(configuration.policies());
    for (var standard : STANDARD.entrySet()) {
      Role role = standard.getKey();
      if (!choice.roles().containsKey(role) && !ofNode.roles().containsKey(role)) {
        choice = choice.with(role, standard.getValue().suite(), standard.getValue().parameters());
      }
    }
    return configuration.zeroAfterNanos() == Long.MAX_VALUE
        ? choice
        : keptFor(choice, configuration.zeroAfterNanos());
  }

  /** The time after which an idle instance goes is the keep-alive of the fixed policy as well. */
  private static PolicyChoice keptFor(PolicyChoice choice, long nanos) {
    PolicyChoice.Named warmth = choice.roles().get(Role.WARMTH);
    if (warmth == null || !warmth.suite().equals("fixed")) {
      return choice;
    }
    long seconds = Math.ceilDiv(nanos, NANOS_PER_SECOND);
    return choice.with(Role.WARMTH, "fixed", Map.of("keep-alive", seconds + "s"));
  }
}
