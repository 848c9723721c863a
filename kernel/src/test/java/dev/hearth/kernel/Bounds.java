package dev.hearth.kernel;

/** Makes {@link Limits} that differ from the defaults in what a test is about. */
final class Bounds {
  private int invocations = Limits.DEFAULTS.invocations();
  private int functions = Limits.DEFAULTS.functions();
  private int instances = Limits.DEFAULTS.instances();
  private int forwardHistory = Limits.DEFAULTS.forwardHistory();

  static Bounds bounds() {
    return new Bounds();
  }

  Bounds invocations(int most) {
    invocations = most;
    return this;
  }

  Bounds functions(int most) {
    functions = most;
    return this;
  }

  Bounds instances(int most) {
    instances = most;
    return this;
  }

  Bounds forwardHistory(int most) {
    forwardHistory = most;
    return this;
  }

  Limits limits() {
    var usual = Limits.DEFAULTS;
    return new Limits(
        invocations,
        functions,
        instances,
        usual.attempts(),
        usual.startFailures(),
        usual.startBackoffNanos(),
        usual.startBackoffMaxNanos(),
        usual.changeTimeoutNanos(),
        usual.destroyAttempts(),
        usual.abortGraceNanos(),
        usual.forwardTimeoutNanos(),
        usual.forwardAttempts(),
        forwardHistory,
        usual.retryAfterNanos());
  }
}
