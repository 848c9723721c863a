package dev.hearth.sandbox.oci;

/**
 * How images are run.
 *
 * @param slots containers that are made before anybody asks for one; each holds a process of some
 *     hundred KiB
 * @param groups control groups that are kept for the next container when one ends
 */
public record OciConfig(int slots, int groups, ImageLimits images) {
  public static final OciConfig DEFAULTS = new OciConfig(4, 64, ImageLimits.DEFAULTS);

  public OciConfig {
    if (slots < 0 || slots > 1_000 || groups < 0 || groups > 10_000) {
      throw new IllegalArgumentException("there can be 0 to 1000 slots and 0 to 10000 groups");
    }
  }
}
