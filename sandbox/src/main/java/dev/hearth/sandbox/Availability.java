package dev.hearth.sandbox;

/** Whether a provider can run on this machine. */
public sealed interface Availability {
  /**
   * It can.
   *
   * @param note what is different here from elsewhere, such as software emulation; may be empty
   */
  record Available(String note) implements Availability {}

  /**
   * It cannot.
   *
   * @param reason why, and what would change it
   */
  record Unavailable(String reason) implements Availability {}

  Available AVAILABLE = new Available("");
}
