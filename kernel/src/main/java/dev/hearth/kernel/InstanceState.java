package dev.hearth.kernel;

/** The life of an instance. Each state offers only the transitions that are legal from it. */
public sealed interface InstanceState {
  /** Since when, in the kernel's time. */
  long since();

  /** Its {@code Create} has not been answered. */
  record Starting(long since) implements InstanceState {
    public Ready started(long now) {
      return new Ready(now);
    }

    public Gone failed(long now) {
      return new Gone(now);
    }

    public Stopping stop(long now) {
      return new Stopping(now);
    }
  }

  /** It runs, or waits to run, invocations of its function. */
  record Ready(long since) implements InstanceState {
    /** It leaves its function for a change that nothing may run beside. */
    public Changing change(long now) {
      return new Changing(now);
    }

    public Draining drain(long now) {
      return new Draining(now);
    }

    public Stopping stop(long now) {
      return new Stopping(now);
    }
  }

  /** It is being prepared for, or bound to, another function. */
  record Changing(long since) implements InstanceState {
    public Ready changed(long now) {
      return new Ready(now);
    }

    public Stopping stop(long now) {
      return new Stopping(now);
    }
  }

  /** It finishes what it runs and takes nothing new. */
  record Draining(long since) implements InstanceState {
    public Stopping stop(long now) {
      return new Stopping(now);
    }
  }

  /** Its {@code Destroy} has not been answered; what it holds is still charged. */
  record Stopping(long since) implements InstanceState {
    public Gone stopped(long now) {
      return new Gone(now);
    }
  }

  record Gone(long since) implements InstanceState {}
}
