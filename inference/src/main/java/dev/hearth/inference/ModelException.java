package dev.hearth.inference;

/** A model that cannot be fetched, kept, opened or run; the message names its source. */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What was wrong, for programs. */
  public enum Code {
    /** The text of the source is not one this platform understands. */
    INVALID_SOURCE,
    /** It names a place that the node may not be sent to, or that its caller may not read. */
    FORBIDDEN_SOURCE,
    /** Nothing is there: no such file, artifact or entry of the jar. */
    NOT_FOUND,
    /** The artifact could not be brought here; trying again later may help. */
    TRANSFER_FAILED,
    /** It is larger than this platform is told to download. */
    TOO_LARGE,
    /** The store's file system is full. */
    STORE_FULL,
    /** The store cannot be read or written. */
    STORE_FAILED,
    /** A file has another digest than its source names or than it is filed under. */
    CHECKSUM_MISMATCH,
    /** The file is not a model the runtime can read. */
    CORRUPT_MODEL,
    /** The model is well-formed but needs something that is not supported. */
    UNSUPPORTED_MODEL,
    /** The named batch axis does not fit the graph. */
    INVALID_BATCH_AXIS,
    /** The model is closed. */
    CLOSED,
    /** The runtime failed for a reason that is not the request's. */
    RUN_FAILED
  }

  private final Code code;

  public ModelException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public ModelException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
