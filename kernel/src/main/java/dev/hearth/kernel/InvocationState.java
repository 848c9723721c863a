package dev.hearth.kernel;

/** The life of an invocation. Each state offers only the transitions that are legal from it. */
public sealed interface InvocationState {
  /** The state of one that was just submitted. */
  Arrived ARRIVED = new Arrived();

  /** Not yet decided upon, or put off by admission. */
  record Arrived() implements InvocationState {
    public Queued queue() {
      return States.QUEUED;
    }

    public Forwarded forward() {
      return States.FORWARDED;
    }

    public Ended end() {
      return States.ENDED;
    }
  }

  /** Waiting for a slot. */
  record Queued() implements InvocationState {
    public Running start() {
      return States.RUNNING;
    }

    public Ended end() {
      return States.ENDED;
    }
  }

  /** Member of a run. */
  record Running() implements InvocationState {
    /** Its run was lost or failed as a batch, and it may run again. */
    public Queued requeue() {
      return States.QUEUED;
    }

    public Ended end() {
      return States.ENDED;
    }
  }

  /** With another node, which was asked to run it. */
  record Forwarded() implements InvocationState {
    /** The other node turned it away. */
    public Arrived bounce() {
      return ARRIVED;
    }

    public Ended end() {
      return States.ENDED;
    }
  }

  /** It has its outcome. */
  record Ended() implements InvocationState {}
}
