package dev.hearth.kernel;

/**
 * All that comes out of a kernel. Effects only: an implementation returns at once and answers later
 * through {@link Inputs}, never from inside the call.
 */
public interface World {
  void change(long change, int instance, Change what);

  void run(long run, int instance, int slot, Members members, Grant grant);

  /** Stop one member if it can be stopped; {@link Inputs#ended} is still expected. */
  void abort(long run, int member, Cause cause);

  /** A running run's grant is now this. */
  void regrant(long run, Grant grant);

  /** The one outcome of an invocation submitted here. */
  void reply(long invocation, Outcome outcome);

  void plan(long request, PlanRequest what);

  void send(int node, Message message);
}
