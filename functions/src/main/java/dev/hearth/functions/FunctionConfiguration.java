package dev.hearth.functions;

import dev.hearth.sandbox.Isolation;
import dev.hearth.sandbox.ProgramLimits;
import java.util.Map;
import java.util.Optional;

/**
 * What the owner of a function says of it; one version's never changes.
 *
 * @param runtime as its owner wrote it: {@code python3.11}, {@code nodejs22.x}, {@code java25},
 *     {@code provided.al2023}, {@code wasm}; {@code image} for container images
 * @param handler what is called, in the runtime's own form
 * @param image the container image, for the runtime {@code image}
 * @param sandbox the provider that runs it
 * @param isolation the least it accepts
 * @param trusted whether it asks for a sandbox that contains nothing
 * @param environment variables; secret, for owners put keys there
 * @param timeoutNanos of one call, from when it starts
 * @param network whether its code may reach the network
 * @param idempotent whether a call may run again after its instance died
 * @param zeroAfterNanos idle time after which an instance goes, {@code Long.MAX_VALUE} to leave it
 *     to the node's policies
 * @param policies the manifest's policies, role by suite, with parameters; empty for the node's
 * @param options of the sandbox's provider
 */
public record FunctionConfiguration(
    String runtime,
    String handler,
    Optional<String> image,
    String description,
    String role,
    String sandbox,
    Isolation isolation,
    boolean trusted,
    Map<String, String> environment,
    ProgramLimits limits,
    long timeoutNanos,
    boolean network,
    boolean idempotent,
    long zeroAfterNanos,
    Map<String, String> policies,
    Map<String, String> options) {
  public FunctionConfiguration {
    environment = Map.copyOf(environment);
    policies = Map.copyOf(policies);
    options = Map.copyOf(options);
  }

  public FunctionConfiguration withDescription(String other) {
    return new FunctionConfiguration(
        runtime,
        handler,
        image,
        other,
        role,
        sandbox,
        isolation,
        trusted,
        environment,
        limits,
        timeoutNanos,
        network,
        idempotent,
        zeroAfterNanos,
        policies,
        options);
  }

  /** The same in another sandbox, with what that asks of it. */
  public FunctionConfiguration withSandbox(
      String other,
      Isolation least,
      boolean mayBeTrusted,
      ProgramLimits changed,
      boolean reachesNetwork,
      boolean mayRunAgain) {
    return new FunctionConfiguration(
        runtime,
        handler,
        image,
        description,
        role,
        other,
        least,
        mayBeTrusted,
        environment,
        changed,
        timeoutNanos,
        reachesNetwork,
        mayRunAgain,
        zeroAfterNanos,
        policies,
        options);
  }

  /** Leaves out the environment. */
  @Override
  public String toString() {
    return "%s %s in %s".formatted(runtime, handler, sandbox);
  }
}
