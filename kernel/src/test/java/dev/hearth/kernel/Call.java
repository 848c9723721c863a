package dev.hearth.kernel;

/** Makes an {@link Invocation}: function 0, one row, an hour of time. */
public final class Call {
  private final long id;
  private int function;
  private int rows = 1;
  private int shape;
  private long queueDeadline = 3_600 * Scene.S;
  private long deadline = 3_600 * Scene.S;

  private Call(long id) {
    this.id = id;
  }

  public static Call call(long id) {
    return new Call(id);
  }

  Call of(int handle) {
    function = handle;
    return this;
  }

  Call rows(int number) {
    rows = number;
    return this;
  }

  Call shape(int other) {
    shape = other;
    return this;
  }

  Call startBy(long instant) {
    queueDeadline = instant;
    return this;
  }

  public Call answerBy(long instant) {
    deadline = instant;
    return this;
  }

  public Invocation invocation() {
    return new Invocation(id, function, 0, rows, shape, queueDeadline, deadline);
  }
}
