package dev.hearth.api;

import java.time.Duration;
import java.time.Instant;

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
}
