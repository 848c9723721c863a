package dev.hearth.sandbox.oci;

/** What of an image's limits is left while it is unpacked. */
final class Budget {
  private final ImageLimits limits;
  private long bytes;
  private int entries;

  Budget(ImageLimits limits) {
    this.limits = limits;
  }

  void takeBytes(long more) throws ImageException {
    bytes += more;
    if (bytes > limits.bytes()) {
      throw new ImageException(
          "the image unpacks to more than %,d bytes, the most this node takes"
              .formatted(limits.bytes()));
    }
  }

  void takeEntry() throws ImageException {
    if (++entries > limits.entries()) {
      throw new ImageException(
          "the image has more than %,d files, the most this node takes"
              .formatted(limits.entries()));
    }
  }
}
