package dev.hearth.sandbox.handler;

/** What a function's handler names: one class, or a workflow of several. */
public sealed interface Target permits HandlerClass, Workflow {
  /**
   * Finds it, without running any of its code.
   *
   * @throws HandlerException if there is none, or it cannot be a handler
   */
  static Target find(ClassLoader loader, String handler) {
    return Workflow.is(handler)
        ? Workflow.find(loader, handler)
        : HandlerClass.find(loader, handler);
  }

  /** Whether its author says that it never waits. */
  boolean nonBlocking();

  /**
   * Makes an instance, which runs the function's code.
   *
   * @throws HandlerException if there is no constructor without arguments, or it failed
   */
  Entry instance();
}
