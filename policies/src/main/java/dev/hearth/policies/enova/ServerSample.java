package dev.hearth.policies.enova;

/**
 * What was measured of a replicated server in one step of time; means over its replicas.
 *
 * @param pending requests that wait at its end
 * @param running sequences in a step, of {@code maxSequences}
 * @param finished requests a second
 * @param arriving requests a second
 * @param requestSeconds from arrival to end, of those that finished
 * @param busy share of the time in which a step ran
 * @param cache share of the cache in use
 * @param preempted sequences a second that were sent back to wait for lack of cache
 */
public record ServerSample(
    double pending,
    double running,
    double finished,
    double arriving,
    double requestSeconds,
    double busy,
    double cache,
    double preempted) {
  /** How many numbers describe it. */
  static final int SIZE = 8;

  /** Counts and times on a logarithmic scale, shares as they are. */
  double[] vector() {
    return new double[] {
      StrictMath.log1p(pending),
      running,
      StrictMath.log1p(finished),
      StrictMath.log1p(arriving),
      StrictMath.log1p(requestSeconds),
      busy,
      cache,
      StrictMath.log1p(preempted)
    };
  }
}
