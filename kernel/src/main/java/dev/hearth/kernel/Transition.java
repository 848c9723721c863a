package dev.hearth.kernel;

/** Takes an invocation from its state to the next, or says that there is no such way. */
final class Transition {
  private Transition() {}

  static InvocationState queue(Entry entry) {
    return switch (entry.state) {
      case InvocationState.Arrived arrived -> arrived.queue();
      case InvocationState.Running running -> running.requeue();
      case InvocationState.Queued _, InvocationState.Forwarded _, InvocationState.Ended _ ->
          throw illegal(entry, "queued");
    };
  }

  static InvocationState start(Entry entry) {
    if (entry.state instanceof InvocationState.Queued queued) {
      return queued.start();
    }
    throw illegal(entry, "started");
  }

  static InvocationState forward(Entry entry) {
    if (entry.state instanceof InvocationState.Arrived arrived) {
      return arrived.forward();
    }
    throw illegal(entry, "forwarded");
  }

  static InvocationState bounce(Entry entry) {
    if (entry.state instanceof InvocationState.Forwarded forwarded) {
      return forwarded.bounce();
    }
    throw illegal(entry, "taken back");
  }

  static InvocationState end(Entry entry) {
    return switch (entry.state) {
      case InvocationState.Arrived arrived -> arrived.end();
      case InvocationState.Queued queued -> queued.end();
      case InvocationState.Running running -> running.end();
      case InvocationState.Forwarded forwarded -> forwarded.end();
      case InvocationState.Ended _ -> throw illegal(entry, "ended again");
    };
  }

  private static IllegalStateException illegal(Entry entry, String what) {
    return new IllegalStateException(
        "kernel defect: invocation %d is %s and cannot be %s"
            .formatted(entry.id, entry.state.getClass().getSimpleName(), what));
  }
}
