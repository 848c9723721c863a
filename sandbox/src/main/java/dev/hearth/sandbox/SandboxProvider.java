package dev.hearth.sandbox;

/**
 * One way to keep code apart. Its methods block unless said otherwise and may run on any thread.
 */
public interface SandboxProvider extends AutoCloseable {
  /** What manifests call it. Does not block. */
  String name();

  /** Does not block. */
  Capabilities capabilities();

  /** Whether it can run on this machine; found out once, when first asked. */
  Availability availability();

  /**
   * Checks a program when it is deployed and makes ready what all its sandboxes share.
   *
   * @throws SandboxException if it could not run, saying what to change
   */
  void prepare(Program program);

  /** Frees what {@link #prepare} made, once no sandbox of the program is left. */
  void release(Program program);

  /**
   * A sandbox that runs nothing yet.
   *
   * @param limits those of the program it is meant for
   * @throws SandboxException if it cannot be made
   */
  Sandbox create(ProgramLimits limits, SandboxListener listener);

  /** The same; where starts are much work, a further one yields to what runs already. */
  default Sandbox create(ProgramLimits limits, SandboxListener listener, StartPriority priority) {
    return create(limits, listener);
  }

  /** Ends what is left of all sandboxes. */
  @Override
  void close();
}
