package dev.hearth.policies.infless;

import java.util.Optional;

/**
 * The requests a second that one instance may be given. With {@code b} its batch, {@code t} the
 * milliseconds of a batch of {@code b} and {@code S} the objective in milliseconds:
 *
 * <pre>
 * feasible  iff  t &lt;= S/2 (b &gt; 1)  or  t &lt;= S (b = 1)
 * up        =    floor(1000/t · b)                          requests a second
 * low       =    1 (b = 1)  or  floor(1000/(S-t) · b)
 * time-out  =    0 (b = 1)  or  S - t                       milliseconds
 * </pre>
 *
 * @param up the most it can take
 * @param low the least at which a batch fills before its head must leave
 * @param timeoutMillis how long the first of a batch may wait
 */
record RateWindow(int up, int low, double timeoutMillis) {
  static Optional<RateWindow> of(int batch, double millis, double objectiveMillis) {
    if (millis > (batch == 1 ? objectiveMillis : objectiveMillis / 2)) {
      return Optional.empty();
    }
    int up = (int) (1000 / millis * batch);
    return Optional.of(
        batch == 1
            ? new RateWindow(up, 1, 0)
            : new RateWindow(
                up, (int) (1000 / (objectiveMillis - millis) * batch), objectiveMillis - millis));
  }

  /** Of an instance whose batches are not known to meet the objective: one after another. */
  static RateWindow late(int batch, double millis) {
    return new RateWindow(Math.max(1, (int) (1000 / millis * batch)), 1, 0);
  }
}
