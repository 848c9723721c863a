package dev.hearth.node;

/**
 * How a model is cut so that shadows can help it.
 *
 * @param blocks into how many, or as many as its graph allows
 * @param share of all that sharing blocks gains, which a shadow must have
 */
record ShadowConfig(int blocks, double share) {
  static final int BLOCKS = 8;
  static final double SHARE = 0.8;
}
