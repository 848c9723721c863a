package dev.hearth.sandbox;

import java.util.Set;

/**
 * What a provider can do.
 *
 * @param languages families of what it runs: {@code java}, {@code python}, {@code node}, {@code
 *     wasm}, {@code provided} (an executable named {@code bootstrap}), {@code image}
 * @param pauses whether its sandboxes can be paused
 * @param forks whether its sandboxes can be forked
 * @param contains whether endless loops, memory, crashes and exits stay within one sandbox
 */
public record Capabilities(
    Isolation isolation,
    Sharing sharing,
    StartClass startClass,
    Set<String> languages,
    boolean pauses,
    boolean forks,
    boolean contains) {
  public Capabilities {
    languages = Set.copyOf(languages);
  }
}
