package dev.hearth.inference.image;

/**
 * Where a picture comes to lie in the size a model takes.
 *
 * @param width of the whole resized picture
 * @param height of the whole resized picture
 * @param left column of its left edge; negative where it is cut
 * @param top row of its upper edge; negative where it is cut
 */
record Placement(int width, int height, int left, int top) {
  /**
   * Places a picture.
   *
   * @param shortestEdge for {@link Resize#CROP}, the resized picture's shorter side; 0 for the
   *     least that covers the target
   */
  static Placement of(
      Resize resize,
      int shortestEdge,
      int sourceWidth,
      int sourceHeight,
      int targetWidth,
      int targetHeight) {
    double across = (double) targetWidth / sourceWidth;
    double down = (double) targetHeight / sourceHeight;
    return switch (resize) {
      case STRETCH -> new Placement(targetWidth, targetHeight, 0, 0);
      case FIT -> scaled(Math.min(across, down), sourceWidth, sourceHeight);
      case LETTERBOX ->
          scaled(Math.min(across, down), sourceWidth, sourceHeight)
              .centred(targetWidth, targetHeight);
      case CROP ->
          scaled(
                  shortestEdge == 0
                      ? Math.max(across, down)
                      : (double) shortestEdge / Math.min(sourceWidth, sourceHeight),
                  sourceWidth,
                  sourceHeight)
              .centred(targetWidth, targetHeight);
    };
  }

  private static Placement scaled(double scale, int width, int height) {
    return new Placement(side(width * scale), side(height * scale), 0, 0);
  }

  private static int side(double pixels) {
    return (int) Math.max(1, Math.round(pixels));
  }

  private Placement centred(int targetWidth, int targetHeight) {
    return new Placement(
        width,
        height,
        Math.floorDiv(targetWidth - width, 2),
        Math.floorDiv(targetHeight - height, 2));
  }
}
