package dev.hearth.kernel;

/** A deployed function: its revision and the pool that serves it, its own unless it was grouped. */
final class Function {
  /** The instance's own limit holds. */
  static final long NO_TIMEOUT = -1;

  Revision revision;
  final Pool home;
  Pool pool;
  long timeoutNanos = NO_TIMEOUT;
  boolean retired;

  Function(Revision revision, Pool home) {
    this.revision = revision;
    this.home = home;
    this.pool = home;
  }
}
