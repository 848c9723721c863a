package dev.hearth.kernel;

import org.jspecify.annotations.Nullable;

/** An invocation inside the kernel; reused once it has ended. Its timer is its next deadline. */
final class Entry extends Timer implements InvocationView {
  /** An entry's place in the lane it waits in. */
  static final class Ticket extends HeapNode {
    final Entry entry;

    Ticket(Entry entry) {
      this.entry = entry;
    }
  }

  /** Where an entry came from when another node forwarded it. */
  record Origin(int ingress, long id) {}

  final Ticket ticket = new Ticket(this);

  InvocationState state = InvocationState.ARRIVED;
  long id;
  int function;
  int tenant;
  int rows;
  int shape;
  long arrival;
  long queueDeadline;
  long deadline;
  int caller;
  int attempts;
  boolean solo;
  @Nullable Pool pool;
  @Nullable Lane lane;
  @Nullable Instance bound;
  @Nullable Run run;
  int member;
  @Nullable Origin origin;
  int forwardedTo = -1;
  int forwards;

  void arrive(long now, Invocation invocation, Pool in) {
    state = InvocationState.ARRIVED;
    id = invocation.id();
    function = invocation.function();
    tenant = invocation.tenant();
    rows = invocation.rows();
    shape = invocation.shape();
    arrival = now;
    queueDeadline = invocation.queueDeadline();
    deadline = invocation.deadline();
    caller = invocation.caller();
    pool = in;
  }

  void clear() {
    attempts = 0;
    solo = false;
    pool = null;
    lane = null;
    bound = null;
    run = null;
    member = 0;
    origin = null;
    forwardedTo = -1;
    forwards = 0;
  }

  boolean waiting() {
    return lane != null;
  }

  boolean ended() {
    return state instanceof InvocationState.Ended;
  }

  boolean overdue(long now) {
    return now >= queueDeadline || now >= deadline;
  }

  Pool home() {
    return Present.of(pool, "pool of a live invocation");
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public int function() {
    return function;
  }

  @Override
  public int tenant() {
    return tenant;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int shape() {
    return shape;
  }

  @Override
  public long arrival() {
    return arrival;
  }

  @Override
  public long queueDeadline() {
    return queueDeadline;
  }

  @Override
  public long deadline() {
    return deadline;
  }

  @Override
  public int caller() {
    return caller;
  }

  @Override
  public int attempts() {
    return attempts;
  }

  @Override
  public int boundTo() {
    return bound == null ? -1 : bound.id;
  }
}
