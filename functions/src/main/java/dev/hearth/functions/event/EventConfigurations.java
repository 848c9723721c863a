package dev.hearth.functions.event;

import dev.hearth.functions.EventConfiguration;
import java.util.Optional;

/** Says what happens to a function's calls that nobody waits for. Asked on the event loop. */
@FunctionalInterface
public interface EventConfigurations {
  /** Of a version or alias; the defaults if nothing was said, or there is no such function. */
  EventConfiguration of(String function, Optional<String> qualifier);
}
