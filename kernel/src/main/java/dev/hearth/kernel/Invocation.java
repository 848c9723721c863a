package dev.hearth.kernel;

/**
 * One request for a function. The payload stays with whoever submitted it; the kernel sees only
 * what decisions need.
 *
 * @param id chosen by the submitter, positive, unique among the unanswered
 * @param function handle of the function
 * @param tenant handle of whoever asks
 * @param rows rows it adds to a batch, at least 1
 * @param shape requests of one function share a batch only if this is equal
 * @param queueDeadline latest instant to start, in the kernel's time
 * @param deadline latest instant to answer, in the kernel's time
 * @param caller handle of the function whose end led to it, or {@link #NO_CALLER}
 */
public record Invocation(
    long id,
    int function,
    int tenant,
    int rows,
    int shape,
    long queueDeadline,
    long deadline,
    int caller) {
  /** It comes from outside. */
  public static final int NO_CALLER = -1;

  static final long FIRST_FOREIGN = 1L << 62;
  private static final int INGRESS_SHIFT = 46;

  /** By what id a kernel carries the invocation of another node. */
  static long foreignId(int ingress, long id) {
    return FIRST_FOREIGN | (long) ingress << INGRESS_SHIFT | id;
  }

  /**
   * The id its own submitter gave it, from the one a kernel names in its effects: they differ where
   * another node forwarded it.
   */
  public static long submittersId(long id) {
    return id < FIRST_FOREIGN ? id : id & (1L << INGRESS_SHIFT) - 1;
  }

  public Invocation(
      long id, int function, int tenant, int rows, int shape, long queueDeadline, long deadline) {
    this(id, function, tenant, rows, shape, queueDeadline, deadline, NO_CALLER);
  }

  public Invocation {
    if (id <= 0) {
      throw new IllegalArgumentException("invocation id must be positive, not " + id);
    }
    if (rows < 1) {
      throw new IllegalArgumentException("rows must be at least 1, not " + rows);
    }
  }
}
