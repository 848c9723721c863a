package dev.hearth.kernel;

/** A deployed function: its revision and the pool that serves it, its own unless it was grouped. */
final class Function {
  /** The instance's own limit holds. */
  static final long NO_TIMEOUT = -1;

  private Revision revision;

  /** Rows one invocation may have; beside the revision because every invocation asks. */
  int maxRows;

  final Pool home;
  Pool pool;
  long timeoutNanos = NO_TIMEOUT;
  boolean retired;

  Function(Revision revision, Pool home) {
    this.revision = revision;
    this.maxRows = revision.configuration().batching().maxRows();
    this.home = home;
    this.pool = home;
  }

  Revision revision() {
    return revision;
  }

  void revise(Revision other) {
    revision = other;
    maxRows = other.configuration().batching().maxRows();
  }
}
