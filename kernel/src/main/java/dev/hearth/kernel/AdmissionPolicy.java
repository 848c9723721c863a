package dev.hearth.kernel;

/** Asked when an invocation arrives: let it in, put it off or turn it away. */
public interface AdmissionPolicy extends Policy {
  Admission admit(long now, InvocationView invocation, PoolView pool, View view);

  /** An answer. */
  sealed interface Admission {
    record Accept() implements Admission {}

    /** Ask again at {@code until}. */
    record Defer(long until) implements Admission {}

    record Reject(Outcome.Refusal reason, String message, long retryAfterNanos)
        implements Admission {}

    Accept ACCEPT = new Accept();
  }
}
