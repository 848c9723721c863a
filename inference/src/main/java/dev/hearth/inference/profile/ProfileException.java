package dev.hearth.inference.profile;

/** A file of profiles that cannot be used; the message says which, why, and what to do. */
public final class ProfileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProfileException(String message) {
    super(message);
  }

  ProfileException(String message, Throwable cause) {
    super(message, cause);
  }
}
