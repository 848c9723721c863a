package dev.hearth.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A request that is not answered as asked: an HTTP status and one sentence for the caller, saying
 * what was wrong and what to do.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_CHARACTERS = 1_000;

  private final int status;
  private final @Nullable String field;
  private final int retryAfterSeconds;

  private Problem(int status, String message, int retryAfterSeconds, @Nullable String field) {
    super(bounded(message), null, false, false);
    this.status = status;
    this.field = field;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** What a caller sent may be repeated to it, but not by the megabyte, and as Unicode. */
  private static String bounded(String message) {
    int length = message.length();
    String kept =
        length <= MAX_CHARACTERS
            ? message
            : message.substring(0, MAX_CHARACTERS / 2)
                + " ... "
                + message.substring(length - MAX_CHARACTERS / 4);
    return new String(kept.getBytes(UTF_8), UTF_8);
  }

  public static Problem of(int status, String message) {
    return new Problem(status, message, 0, null);
  }

  /** One that may pass: the caller is told to wait at least a second and then try again. */
  public static Problem passing(int status, String message, long retryAfterNanos) {
    long seconds = Math.ceilDiv(retryAfterNanos, 1_000_000_000L);
    return new Problem(status, message, Math.clamp(seconds, 1, 3_600), null);
  }

  /** The same, known to come from one field of the request. */
  public Problem inField(String name) {
    return new Problem(status, text(), retryAfterSeconds, name);
  }

  public static Problem badRequest(String message) {
    return of(400, message);
  }

  public static Problem notFound(String message) {
    return of(404, message);
  }

  /** The problem itself, or what to tell the caller of a failure that is ours. */
  public static Problem from(Throwable cause) {
    return cause instanceof Problem problem
        ? problem
        : of(500, "the node failed on this request; its log says why");
  }

  /** The field of the request that is wrong, if one is to blame. */
  public Optional<String> field() {
    return Optional.ofNullable(field);
  }

  public int status() {
    return status;
  }

  /** Seconds after which to try again, if that may help. */
  public OptionalInt retryAfterSeconds() {
    return retryAfterSeconds > 0 ? OptionalInt.of(retryAfterSeconds) : OptionalInt.empty();
  }

  /** The message, never absent. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
