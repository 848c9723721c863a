package dev.hearth.sandbox;

/** A sandbox that was not made, or not changed, with a message for the function's owner. */
public final class SandboxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Who has to change something. */
  public enum Code {
    /** The code, its handler or its settings are wrong: the owner. */
    INVALID_PROGRAM,
    /** The code was found but failed while it started: the owner. */
    START_FAILED,
    /** This machine cannot do it: whoever runs the node. */
    UNAVAILABLE,
    /** It was asked of a sandbox that cannot: a defect of ours. */
    UNSUPPORTED,
    /** Something on this machine failed. */
    FAILED
  }

  private final Code code;

  public SandboxException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public SandboxException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
