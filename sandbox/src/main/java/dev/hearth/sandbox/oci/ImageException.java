package dev.hearth.sandbox.oci;

import java.io.IOException;

/** An image that is not as it says, or larger than it may be; the message is for its owner. */
final class ImageException extends IOException {
  private static final long serialVersionUID = 1L;

  ImageException(String message) {
    super(message);
  }
}
