package dev.hearth.gateway.inference;

/**
 * A model in the index of the repository.
 *
 * @param state {@link #READY} or {@link #UNAVAILABLE}
 * @param reason why it is not ready, or empty
 */
public record RepositoryEntry(String name, String version, String state, String reason) {
  public static final String READY = "READY";
  public static final String UNAVAILABLE = "UNAVAILABLE";

  /** The entry of a model on a node that takes requests, or does not. */
  public static RepositoryEntry of(ServedModel model, boolean nodeReady) {
    String reason = !model.ready() ? "unloaded" : nodeReady ? "" : "the node is stopping";
    return new RepositoryEntry(
        model.name(), model.version(), reason.isEmpty() ? READY : UNAVAILABLE, reason);
  }

  /** Whether it takes requests. */
  public boolean takesRequests() {
    return state.equals(READY);
  }
}
