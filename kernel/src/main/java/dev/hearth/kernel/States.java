package dev.hearth.kernel;

/** The shared values of {@link InvocationState}, so that a transition allocates nothing. */
final class States {
  static final InvocationState.Queued QUEUED = new InvocationState.Queued();
  static final InvocationState.Running RUNNING = new InvocationState.Running();
  static final InvocationState.Forwarded FORWARDED = new InvocationState.Forwarded();
  static final InvocationState.Ended ENDED = new InvocationState.Ended();

  private States() {}
}
