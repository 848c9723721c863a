package dev.hearth.inference;

import java.time.Duration;

/**
 * Limits of downloads from HTTP servers.
 *
 * @param maxBytes the most a server may send for one source; 16 GiB
 * @param connectTimeout how long connecting may take; 10 s
 * @param idleTimeout how long a server may be silent, before its answer and within; 30 s
 * @param maxRedirects redirects followed for one request; 5
 * @param attempts how often one fetch asks when what fails may pass; 5
 * @param backoff the wait after the first failure, doubled after each further one; 0.5 s
 * @param maxBackoff the longest wait; 10 s
 * @param keepPartial how long what has come of an unfinished download is kept; 7 days
 * @param reach which machines may be asked; those of the public internet
 */
public record DownloadConfig(
    long maxBytes,
    Duration connectTimeout,
    Duration idleTimeout,
    int maxRedirects,
    int attempts,
    Duration backoff,
    Duration maxBackoff,
    Duration keepPartial,
    AddressRules reach) {
  public static final DownloadConfig DEFAULTS =
      new DownloadConfig(
          16L << 30,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          5,
          5,
          Duration.ofMillis(500),
          Duration.ofSeconds(10),
          Duration.ofDays(7),
          AddressRules.PUBLIC);

  public DownloadConfig {
    if (maxBytes < 1 || maxRedirects < 0 || attempts < 1) {
      throw new IllegalArgumentException(
          "downloads need at least 1 byte, 0 redirects and 1 attempt, not %d, %d and %d"
              .formatted(maxBytes, maxRedirects, attempts));
    }
    requirePositive("connect time-out", connectTimeout);
    requirePositive("idle time-out", idleTimeout);
    requirePositive("first wait", backoff);
    requirePositive("longest wait", maxBackoff);
    requirePositive("age of partial files", keepPartial);
  }

  private static void requirePositive(String what, Duration duration) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException(
          "the " + what + " of downloads must be positive, not " + duration);
    }
  }

  /** The wait after a number of failures, at least 1. */
  Duration backoffAfter(int failures) {
    Duration wait = backoff;
    for (int i = 1; i < failures && wait.compareTo(maxBackoff) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    return wait.compareTo(maxBackoff) < 0 ? wait : maxBackoff;
  }

  public DownloadConfig withLimits(long bytes, Duration connect, Duration idle) {
    return new DownloadConfig(
        bytes, connect, idle, maxRedirects, attempts, backoff, maxBackoff, keepPartial, reach);
  }

  public DownloadConfig withReach(AddressRules rules) {
    return new DownloadConfig(
        maxBytes,
        connectTimeout,
        idleTimeout,
        maxRedirects,
        attempts,
        backoff,
        maxBackoff,
        keepPartial,
        rules);
  }
}
