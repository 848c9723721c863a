package dev.hearth.functions;

import java.util.Map;
import java.util.Optional;

/**
 * A function as its owner wants it.
 *
 * @param code its code; absent for container images, or to keep the code there is
 * @param concurrency of its newest code
 * @param events what happens to calls that nobody waits for; what there is stays if absent
 * @param publish whether to make an unchangeable version of it as well
 */
public record Deployment(
    String name,
    FunctionConfiguration configuration,
    Optional<CodePackage> code,
    Map<String, String> tags,
    Concurrency concurrency,
    Optional<EventConfiguration> events,
    boolean publish) {
  public Deployment {
    tags = Map.copyOf(tags);
  }
}
