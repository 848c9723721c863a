package dev.hearth.sandbox;

/**
 * Something that runs a program's calls apart from everything else. Made by a {@link
 * SandboxProvider}; {@code specialise}, {@code pause}, {@code resume}, {@code fork} and {@code
 * close} block and are called by one thread at a time.
 */
public interface Sandbox extends AutoCloseable {
  /**
   * Makes it run a program; once.
   *
   * @throws SandboxException if the program cannot start here; the sandbox is then only to be
   *     closed
   */
  void specialise(Program program);

  /**
   * Starts a call and returns at once. At most as many at a time as the program's {@link
   * ProgramLimits#concurrency}.
   */
  void invoke(Call call, CallListener listener);

  /** Stops a call as soon as it can be: its listener hears so. Unknown calls are ignored. */
  void abort(long call, CallEnd.Kind why);

  /** Stops the processor time of an idle sandbox. */
  default void pause() {
    throw unsupported("paused");
  }

  default void resume() {
    throw unsupported("resumed");
  }

  /** Another one in the state this one is in now. */
  default Sandbox fork(SandboxListener listener) {
    throw unsupported("forked");
  }

  /** Where the time of {@link SandboxProvider#create} and {@link #specialise} went. */
  Timeline timeline();

  Footprint footprint();

  /** Ends it and everything that runs in it; calls under way fail. Leaves nothing behind. */
  @Override
  void close();

  private static SandboxException unsupported(String what) {
    return new SandboxException(
        SandboxException.Code.UNSUPPORTED, "this kind of sandbox cannot be " + what);
  }
}
