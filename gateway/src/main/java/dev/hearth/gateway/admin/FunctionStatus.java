package dev.hearth.gateway.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A deployed function as the admin interface shows it; its JSON has these names.
 *
 * @param from where its code came from, without secrets; empty if it was uploaded
 * @param sha256 digest of its package, absent for container images
 * @param bytes size of its package
 * @param environment names of its variables; their values are not shown
 * @param instances number of instances of its newest code by state
 * @param queued calls that wait for one of them
 * @param versions numbers of what was published
 * @param failure why its code could not be made ready when that was last tried
 */
public record FunctionStatus(
    String name,
    String runtime,
    String handler,
    String sandbox,
    String isolation,
    boolean trusted,
    String from,
    Optional<String> sha256,
    long bytes,
    long timeoutMillis,
    long memoryBytes,
    Calls concurrency,
    List<String> environment,
    Map<String, Integer> instances,
    int queued,
    List<String> versions,
    Optional<String> failure) {
  /**
   * How many calls at once.
   *
   * @param reserved of the function, if limited
   * @param provisioned instances that are kept ready
   */
  public record Calls(int perInstance, OptionalInt reserved, int provisioned) {}
}
