package dev.hearth.kernel;

/**
 * All that goes into a kernel. One thread calls it, with times in nanoseconds that never need to be
 * in order: an earlier time counts as the latest seen. The log of these calls is the replay.
 */
public interface Inputs {
  /**
   * Make a function callable, or replace its revision; instances of the old one finish and go,
   * unless only the scale is another.
   */
  void deploy(long now, Revision revision);

  /** Take no more invocations of a function; those accepted finish, then its instances go. */
  void retire(long now, int function);

  void submit(long now, Invocation invocation);

  void cancel(long now, long invocation, Cause cause);

  /** Answers {@link World#change}. */
  void changed(long now, long change, Result result);

  /** Ends one member of a run. */
  void ended(long now, long run, int member, Outcome outcome, Usage usage);

  /** A member passed a point before its end. */
  void progress(long now, long run, int member, Mark mark);

  /** What an instance was seen to use. */
  void measured(long now, int instance, Usage usage);

  /** An instance went away by itself. */
  void lost(long now, int instance, String reason);

  /** News of a node. */
  void node(long now, NodeState state);

  /** Answers {@link World#plan}. */
  void planned(long now, long request, Plan plan);

  void message(long now, int from, Message message);

  /** Stop taking new invocations; those accepted finish. */
  void drain(long now);

  /**
   * Do what is due; returns the instant of the next thing that will be, or {@code Long.MAX_VALUE}.
   */
  long tick(long now);
}
