package dev.hearth.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** What a function knows about the call it answers. */
public interface Context {
  /** What callers and logs know the call by. */
  String invocationId();

  String functionName();

  String functionVersion();

  /** On whose behalf. */
  String tenant();

  /** When the call is stopped. */
  Instant deadline();

  /** Time left until then, never negative. */
  Duration remaining();

  /** Memory the function may use, in bytes. */
  long memoryLimitBytes();

  /** The trace header, if one came along. */
  Optional<String> trace();

  /** What the caller's program told about itself, as JSON, if it did. */
  Optional<String> clientContext();

  /** Writes lines to the function's log, marked with this call. */
  System.Logger logger();

  /** Calls other functions of the same node. */
  Functions functions();

  /**
   * An object that all calls of this function in one process share, whatever else is kept apart
   * between them. It has to be safe to use by many threads; best, it never changes.
   *
   * @param key names it within the function
   * @param make makes it when it is first asked for; asked once, while others wait
   * @throws IllegalStateException if there are {@value #SHARED_LIMIT} of them already
   */
  <T> T shared(String key, Supplier<T> make);

  /** How many shared objects a function may have. */
  int SHARED_LIMIT = 1_000;
}
