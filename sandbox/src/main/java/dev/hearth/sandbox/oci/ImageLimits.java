package dev.hearth.sandbox.oci;

/**
 * How large an image may be.
 *
 * @param bytes of all its layers, unpacked; also of the archive it comes in
 * @param entries files and directories of all its layers
 * @param layers how many
 * @param manifestBytes of one manifest, index or configuration
 */
public record ImageLimits(long bytes, int entries, int layers, int manifestBytes) {
  public static final ImageLimits DEFAULTS = new ImageLimits(10L << 30, 1_000_000, 127, 4 << 20);

  public ImageLimits {
    if (bytes < 1 || entries < 1 || layers < 1 || manifestBytes < 1) {
      throw new IllegalArgumentException("limits of images must be positive");
    }
    // the kernel reads all layers' names from one page
    if (layers > 127) {
      throw new IllegalArgumentException("an image cannot have more than 127 layers");
    }
  }
}
