package dev.hearth.sandbox;

/** Hears what a sandbox does beside its calls, from any thread. */
public interface SandboxListener {
  SandboxListener NONE = new SandboxListener() {};

  /** It wrote a line while no call, or no one call, was running. */
  default void line(String text) {}

  /** It ended by itself; its calls were told. It is still to be closed. */
  default void died(String reason) {}
}
