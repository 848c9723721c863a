package dev.hearth.functions;

import java.util.Optional;

/**
 * What happens to calls that nobody waits for.
 *
 * @param retries after the first attempt, 0 to 2
 * @param maxAgeNanos after which one is given up
 * @param onSuccess where the record of one that was answered goes
 * @param onFailure where the record of one that was given up goes
 * @param deadLetter where the payload of one that was given up goes
 */
public record EventConfiguration(
    int retries,
    long maxAgeNanos,
    Optional<String> onSuccess,
    Optional<String> onFailure,
    Optional<String> deadLetter) {
  public static final EventConfiguration DEFAULTS =
      new EventConfiguration(
          2, 6L * 3_600 * 1_000_000_000, Optional.empty(), Optional.empty(), Optional.empty());
}
