package dev.hearth.gateway.security;

import io.vertx.core.Future;

/** Knows whose a thing is. Called on the event loop, and replies there. */
public interface Owners {
  /** Everything belongs to {@link Caller#DEFAULT_TENANT}. */
  Owners NONE =
      new Owners() {
        @Override
        public String tenant(Kind kind, String name) {
          return Caller.DEFAULT_TENANT;
        }

        @Override
        public Future<Boolean> claim(Caller caller, Kind kind, String name) {
          return Future.succeededFuture(
              caller.operator() || caller.tenant().equals(Caller.DEFAULT_TENANT));
        }
      };

  /** Whose a thing is, or would be if it were there. */
  String tenant(Kind kind, String name);

  /**
   * Makes a name the caller's, unless a thing of another tenant has it.
   *
   * @return whether the caller may now deploy under it; it is on the disk then
   */
  Future<Boolean> claim(Caller caller, Kind kind, String name);

  /**
   * Counts a request in, against what its tenant may have unanswered.
   *
   * @return what to do when it is answered
   * @throws dev.hearth.gateway.Problem with status 429 if it is one too many
   */
  default Runnable begin(Caller caller) {
    return () -> {};
  }

  /** Whether a caller may know of a thing. */
  default boolean sees(Caller caller, Kind kind, String name) {
    return caller.operator() || caller.tenant().equals(tenant(kind, name));
  }
}
